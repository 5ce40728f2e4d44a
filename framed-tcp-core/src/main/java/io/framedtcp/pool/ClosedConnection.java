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

package io.framedtcp.pool;

import java.io.Serializable;
import java.time.Instant;

import io.framedtcp.spi.CloseReason;

/**
 * The end of a connection that was closed for good.
 *
 * @param time when it happened
 * @param reason why
 * @param duringExchange whether a frame was being written or read
 * @param connection the status of the connection at its end
 */
public record ClosedConnection(Instant time, CloseReason reason, boolean duringExchange,
		ConnectionStatus connection) implements Serializable {

	/**
	 * Returns whether something went wrong. It is normal that a server closes an idle
	 * connection.
	 * @return whether the close is worth reporting
	 */
	public boolean isFailure() {
		return this.reason.isFailure() || (this.duringExchange && this.reason == CloseReason.PEER_CLOSED);
	}

	@Override
	public String toString() {
		return this.connection.info() + " at " + this.time + ": " + this.reason.describe()
				+ (this.duringExchange ? " during an exchange" : "");
	}

}
