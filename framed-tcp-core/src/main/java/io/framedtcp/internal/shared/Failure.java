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

package io.framedtcp.internal.shared;

import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.spi.CloseReason;

/**
 * Why one call failed when its connection ended. Each caller makes its own exception of
 * it.
 *
 * @param reason why
 * @param sent whether any byte of the request may have reached the server
 * @param silentSinceIdle whether the connection had been idle, and nothing came since
 * @param cause the failure, which callers share
 */
record Failure(CloseReason reason, boolean sent, boolean silentSinceIdle, Throwable cause) {

	ExchangeFailedException exception() {
		return new ExchangeFailedException(this.reason, !this.sent, this.sent, this.silentSinceIdle, this.cause);
	}

}
