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

package io.framedtcp.benchmarks.peer;

import java.util.Objects;

import io.netty.channel.ChannelOption;
import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.core.RSocketConnector;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.util.DefaultPayload;
import reactor.netty.tcp.TcpClient;

/**
 * rsocket-java: requests with one response each, over one connection.
 */
final class RSocketClient implements Client {

	private final RSocket socket;

	RSocketClient(Target target) {
		TcpClient client = TcpClient.newConnection()
			.host(Target.HOST)
			.port(target.port())
			.option(ChannelOption.TCP_NODELAY, true);
		this.socket = Objects.requireNonNull(
				RSocketConnector.create().connect(TcpClientTransport.create(client)).block(Target.ACQUIRE_TIMEOUT));
	}

	@Override
	public byte[] exchange(byte[] request) {
		return Objects.requireNonNull(this.socket.requestResponse(DefaultPayload.create(request))
			.map(RSocketClient::bytes)
			.block(Target.RESPONSE_TIMEOUT));
	}

	@Override
	public void close() {
		this.socket.dispose();
	}

	private static byte[] bytes(Payload payload) {
		byte[] bytes = new byte[payload.data().readableBytes()];
		payload.data().readBytes(bytes);
		payload.release();
		return bytes;
	}

}
