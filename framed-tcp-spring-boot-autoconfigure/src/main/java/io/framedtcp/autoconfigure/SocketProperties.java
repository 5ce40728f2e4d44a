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

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Socket options.
 *
 * @param tcpNoDelay Whether small writes are sent at once (TCP_NODELAY).
 * @param keepAlive Whether the operating system probes idle connections (SO_KEEPALIVE).
 * @param keepAliveIdle Idle time after which the operating system probes a connection
 * (TCP_KEEPIDLE), in whole seconds. Left to the operating system unless set.
 * @param keepAliveInterval Time between two such probes (TCP_KEEPINTVL), in whole
 * seconds. Left to the operating system unless set.
 * @param keepAliveCount Number of successive unanswered probes after which the operating
 * system ends the connection (TCP_KEEPCNT). Left to the operating system unless set.
 * @param quickAck Whether the operating system acknowledges each piece of a reply at once
 * (TCP_QUICKACK). For servers that write a reply in pieces. Costs a system call for each
 * write.
 * @param sendBufferSize Size of the send buffer (SO_SNDBUF). Left to the operating system
 * unless set.
 * @param receiveBufferSize Size of the receive buffer (SO_RCVBUF). Left to the operating
 * system unless set.
 * @param localAddress Local IP address from which connections are opened. Left to the
 * operating system unless set.
 */
public record SocketProperties(@DefaultValue("true") boolean tcpNoDelay, @DefaultValue("true") boolean keepAlive,
		@Nullable Duration keepAliveIdle, @Nullable Duration keepAliveInterval, @Nullable Integer keepAliveCount,
		boolean quickAck, @Nullable DataSize sendBufferSize, @Nullable DataSize receiveBufferSize,
		@Nullable String localAddress) {

}
