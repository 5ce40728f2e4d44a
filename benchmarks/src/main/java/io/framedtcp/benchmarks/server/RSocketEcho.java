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

package io.framedtcp.benchmarks.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.rsocket.SocketAcceptor;
import io.rsocket.core.RSocketServer;
import io.rsocket.transport.netty.server.CloseableChannel;
import io.rsocket.transport.netty.server.TcpServerTransport;
import reactor.core.publisher.Mono;

/**
 * An RSocket that answers with the bytes it is asked with.
 */
final class RSocketEcho {

	private RSocketEcho() {
	}

	static int start() {
		CloseableChannel channel = RSocketServer.create(SocketAcceptor.forRequestResponse(Mono::just))
			.bindNow(TcpServerTransport.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
		return channel.address().getPort();
	}

}
