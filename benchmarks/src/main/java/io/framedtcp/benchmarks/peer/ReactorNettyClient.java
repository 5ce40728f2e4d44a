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

import java.io.EOFException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslContext;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.TcpClient;

/**
 * reactor-netty's TCP client with its pool, and Netty's codecs for length fields; the
 * caller blocks, as one does who is not reactive himself.
 */
final class ReactorNettyClient implements Client {

	/**
	 * There is no public way to give a TCP connection back: the end of a handler closes
	 * it, as dispose does. Without this each exchange would open a connection.
	 */
	private static final MethodHandle TERMINATE = terminate();

	private final ConnectionProvider provider;

	private final TcpClient client;

	ReactorNettyClient(Target target) {
		this.provider = ConnectionProvider.builder("benchmarks")
			.maxConnections(target.connections())
			.pendingAcquireMaxCount(-1)
			.pendingAcquireTimeout(Target.ACQUIRE_TIMEOUT)
			.build();
		this.client = client(target);
	}

	@Override
	public byte[] exchange(byte[] request) throws EOFException {
		byte[] reply = this.client.connect()
			.flatMap((connection) -> exchange(connection, request))
			.block(Target.RESPONSE_TIMEOUT);
		if (reply == null) {
			throw new EOFException("The server closed the connection");
		}
		return reply;
	}

	@Override
	public void close() {
		this.provider.dispose();
	}

	private static Mono<byte[]> exchange(Connection connection, byte[] request) {
		return connection.outbound()
			.sendByteArray(Mono.just(request))
			.then()
			.thenMany(connection.inbound().receive().asByteArray())
			.next()
			.doOnNext((reply) -> release(connection));
	}

	private static void release(Connection connection) {
		try {
			TERMINATE.invokeExact((ChannelOperations<?, ?>) connection);
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static MethodHandle terminate() {
		try {
			return MethodHandles.privateLookupIn(ChannelOperations.class, MethodHandles.lookup())
				.findVirtual(ChannelOperations.class, "terminate", MethodType.methodType(void.class));
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private TcpClient client(Target target) {
		SslContext tls = NettyChannels.tls(target);
		TcpClient plain = TcpClient.create(this.provider)
			.host(Target.HOST)
			.port(target.port())
			.option(ChannelOption.TCP_NODELAY, true)
			.doOnChannelInit((observer, channel, address) -> addCodec(channel.pipeline(), target));
		return (tls != null) ? plain.secure((spec) -> spec.sslContext(tls)) : plain;
	}

	private static void addCodec(ChannelPipeline pipeline, Target target) {
		boolean bridged = pipeline.get(NettyPipeline.ReactiveBridge) != null;
		NettyChannels.addCodec(pipeline, bridged ? NettyPipeline.ReactiveBridge : null, target);
	}

}
