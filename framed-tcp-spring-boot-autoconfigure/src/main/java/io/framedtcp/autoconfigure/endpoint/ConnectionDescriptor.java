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

package io.framedtcp.autoconfigure.endpoint;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.framedtcp.connection.ConnectionState;
import io.framedtcp.connection.ConnectionStatus;
import io.framedtcp.connection.TlsStatus;

/**
 * A connection, as {@link FramedTcpEndpoint} shows it.
 *
 * @param id number that is unique within the client
 * @param address the address it is connected to
 * @param localPort its local port
 * @param state what it is doing
 * @param age time since opening it was begun
 * @param silent time since it was opened or its last frame was written or read
 * @param exchanges requests sent, pings included
 * @param bytesSent bytes written
 * @param bytesReceived bytes read
 * @param tls what its handshake has come to, with TLS
 */
public record ConnectionDescriptor(long id, String address, int localPort, ConnectionState state, Duration age,
		Duration silent, long exchanges, long bytesSent, long bytesReceived, @Nullable TlsStatus tls) {

	static ConnectionDescriptor of(ConnectionStatus status) {
		return new ConnectionDescriptor(status.info().id(), status.info().address(), status.info().localPort(),
				status.state(), status.age(), status.silent(), status.traffic().exchanges(),
				status.traffic().bytesSent(), status.traffic().bytesReceived(), status.tls());
	}

}
