/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.framedtcp.sample.iso8583;

/**
 * What became of a payment.
 *
 * @param traceNumber the trace number of its request
 * @param outcome what became of it
 */
record Payment(String traceNumber, Outcome outcome) {

	/**
	 * What became of a payment.
	 */
	enum Outcome {

		/** The switch approved it. */
		APPROVED,

		/** The switch declined it. */
		DECLINED,

		/** The switch has not got it. */
		NOT_SENT,

		/** The switch did not answer, and has confirmed the reversal. */
		REVERSED,

		/** The switch answered neither: the reversal has to be repeated. */
		UNKNOWN

	}

}
