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

import java.util.concurrent.TimeUnit;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.stub.ClientCalls;

import io.framedtcp.benchmarks.server.GrpcEcho;

/**
 * grpc-java: unary calls over one channel, with bytes as messages.
 */
final class GrpcClient implements Client {

	private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final ManagedChannel channel;

	GrpcClient(Target target) {
		this.channel = NettyChannelBuilder.forAddress(Target.HOST, target.port())
			.channelType(NioSocketChannel.class)
			.eventLoopGroup(this.group)
			.usePlaintext()
			.directExecutor()
			.build();
	}

	@Override
	public byte[] exchange(byte[] request) throws Exception {
		CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(Target.RESPONSE_TIMEOUT.toMillis(),
				TimeUnit.MILLISECONDS);
		return ClientCalls.futureUnaryCall(this.channel.newCall(GrpcEcho.METHOD, options), request).get();
	}

	@Override
	public void close() {
		this.channel.shutdownNow();
		this.group.shutdownGracefully();
	}

}
