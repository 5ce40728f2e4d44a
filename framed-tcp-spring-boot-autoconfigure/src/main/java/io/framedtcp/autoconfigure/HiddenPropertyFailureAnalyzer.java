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
 * Says what is wrong with a property without showing its value.
 */
class HiddenPropertyFailureAnalyzer extends AbstractFailureAnalyzer<HiddenPropertyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, HiddenPropertyException cause) {
		return new FailureAnalysis(
				"The value of configuration property '" + cause.getName() + "', which is not shown as it may be a "
						+ "secret, is not valid. Reason: " + cause.getReason(),
				"Review the value of the property.", cause);
	}

}
