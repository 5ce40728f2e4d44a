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

package io.framedtcp.spi;

import java.util.Objects;
import java.util.function.Function;

/**
 * Delegates to a matcher that each connection has of its own.
 */
record PerConnectionMatcher(
		Function<ConnectionAttributes, ? extends ExchangeMatcher> matchers) implements ExchangeMatcher {

	PerConnectionMatcher {
		Objects.requireNonNull(matchers, "'matchers' must not be null");
	}

	@Override
	public ExchangeMatcher forConnection(ConnectionAttributes connection) {
		return Objects.requireNonNull(this.matchers.apply(connection), "The connection was given no matcher");
	}

	@Override
	public boolean isPerConnection() {
		return true;
	}

	@Override
	public Verdict match(byte[] request, byte[] frame) {
		throw new IllegalStateException("It is not known on which connection the frame came");
	}

}
