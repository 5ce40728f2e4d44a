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

package io.framedtcp.connection;

import org.jspecify.annotations.Nullable;

/**
 * Says of a connection that it must not be used again, and why. It is set by whoever
 * meets with a reason: the connection itself, its user, or the pool. The first counts,
 * since what comes behind it is most often its consequence.
 */
final class RetireMark {

	private final WireLog wireLog;

	private volatile @Nullable RetireReason reason;

	RetireMark(WireLog wireLog) {
		this.wireLog = wireLog;
	}

	@Nullable RetireReason reason() {
		return this.reason;
	}

	/**
	 * Set the mark, unless it is set.
	 * @param reason why the connection must not be used again
	 * @return the reason that counts
	 */
	RetireReason set(RetireReason reason) {
		RetireReason first = this.reason;
		if (first != null) {
			return first;
		}
		this.reason = reason;
		this.wireLog.retired(reason);
		return reason;
	}

	/**
	 * Set the mark, unless it is set, as a frame could not be written or read.
	 * @param reason why the connection must not be used again
	 * @param writing whether the frame was to be written
	 * @param ex what was thrown
	 * @return the reason that counts
	 */
	RetireReason setFailed(RetireReason reason, boolean writing, Exception ex) {
		this.wireLog.failed(writing, ex);
		return set(reason);
	}

}
