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

import java.util.function.Predicate;

/**
 * Recognizes unsolicited frames before it asks another matcher.
 *
 * @param matcher judges the others
 * @param unsolicited recognizes them
 */
record UnsolicitedAwareMatcher(ExchangeMatcher matcher, Predicate<byte[]> unsolicited) implements ExchangeMatcher {

	@Override
	public Verdict match(byte[] request, byte[] frame) {
		return this.unsolicited.test(frame) ? Verdict.UNSOLICITED : this.matcher.match(request, frame);
	}

	@Override
	public boolean isUnsolicited(byte[] frame) {
		return this.unsolicited.test(frame) || this.matcher.isUnsolicited(frame);
	}

	@Override
	public ExchangeMatcher forConnection(ConnectionAttributes connection) {
		ExchangeMatcher own = this.matcher.forConnection(connection);
		return (own != this.matcher) ? new UnsolicitedAwareMatcher(own, this.unsolicited) : this;
	}

	@Override
	public boolean isPerConnection() {
		return this.matcher.isPerConnection();
	}

	@Override
	public boolean tellsRepliesApart() {
		return this.matcher.tellsRepliesApart();
	}

	@Override
	public void checkRequest(byte[] request) {
		this.matcher.checkRequest(request);
	}

	@Override
	public String describeMismatch(byte[] request, byte[] frame) {
		return this.matcher.describeMismatch(request, frame);
	}

}
