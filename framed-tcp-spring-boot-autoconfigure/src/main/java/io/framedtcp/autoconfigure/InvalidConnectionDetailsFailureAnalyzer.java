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

package io.framedtcp.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says which bean of connection details is of no use, and why.
 */
class InvalidConnectionDetailsFailureAnalyzer extends AbstractFailureAnalyzer<InvalidConnectionDetailsException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidConnectionDetailsException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				"Let getAddresses() return one or more addresses of a host and a port of 1 to 65535; or remove the "
						+ "bean, and set the server in the application's properties.",
				cause);
	}

}
