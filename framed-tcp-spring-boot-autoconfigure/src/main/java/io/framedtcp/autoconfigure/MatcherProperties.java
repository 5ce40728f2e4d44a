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

import org.jspecify.annotations.Nullable;

/**
 * Properties of the matcher that compares an id in the request with one in the reply.
 */
public class MatcherProperties {

	/**
	 * Length in bytes of the id that a reply repeats from its request. Without it each
	 * frame is taken for the reply.
	 */
	private @Nullable Integer length;

	/**
	 * Where the id begins in the payload of the request. At its beginning unless set.
	 */
	private @Nullable Integer requestOffset;

	/**
	 * Where the id begins in the payload of the reply. As in the request unless set.
	 */
	private @Nullable Integer replyOffset;

	public @Nullable Integer getLength() {
		return this.length;
	}

	public void setLength(@Nullable Integer length) {
		this.length = length;
	}

	public @Nullable Integer getRequestOffset() {
		return this.requestOffset;
	}

	public void setRequestOffset(@Nullable Integer requestOffset) {
		this.requestOffset = requestOffset;
	}

	public @Nullable Integer getReplyOffset() {
		return this.replyOffset;
	}

	public void setReplyOffset(@Nullable Integer replyOffset) {
		this.replyOffset = replyOffset;
	}

}
