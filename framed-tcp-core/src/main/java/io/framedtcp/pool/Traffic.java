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

/**
 * The exchanges and bytes of one or more connections.
 *
 * @param exchanges requests sent, pings included
 * @param bytesSent bytes written, including framing but not the overhead of TLS
 * @param bytesReceived bytes read, counted in the same way
 */
public record Traffic(long exchanges, long bytesSent, long bytesReceived) implements Serializable {

	/**
	 * Nothing has been sent or received.
	 */
	public static final Traffic NONE = new Traffic(0, 0, 0);

	/**
	 * Adds the traffic of another connection.
	 * @param other the traffic to add
	 * @return the sum
	 */
	public Traffic plus(Traffic other) {
		return new Traffic(this.exchanges + other.exchanges, this.bytesSent + other.bytesSent,
				this.bytesReceived + other.bytesReceived);
	}

}
