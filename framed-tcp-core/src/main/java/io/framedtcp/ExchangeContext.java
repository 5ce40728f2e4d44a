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

package io.framedtcp;

import java.io.Serializable;
import java.time.Duration;

/**
 * The circumstances of a failed exchange.
 *
 * @param client name of the client
 * @param address the address of the server, or the addresses of the client
 * @param phase the phase in which the exchange failed
 * @param elapsed time since the call began
 * @param requestMaybeSent whether any byte of the request may have reached the server;
 * {@code false} only if certainly no byte has reached it
 */
public record ExchangeContext(String client, String address, Phase phase, Duration elapsed,
		boolean requestMaybeSent) implements Serializable {

	@Override
	public String toString() {
		return "[client=" + this.client + ", address=" + this.address + ", phase=" + this.phase + ", elapsed="
				+ this.elapsed.toMillis() + "ms, requestMaybeSent=" + this.requestMaybeSent + "]";
	}

}
