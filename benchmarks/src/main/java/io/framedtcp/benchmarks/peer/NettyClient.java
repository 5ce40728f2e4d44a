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

import java.util.concurrent.TimeoutException;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.pool.ChannelHealthChecker;
import io.netty.channel.pool.FixedChannelPool;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Promise;

/**
 * Netty's fixed pool of channels, with its codecs for length fields; the caller waits for
 * the event loop to complete a promise.
 */
final class NettyClient implements Client {

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());

	private final FixedChannelPool pool;

	NettyClient(Target target) {
		Bootstrap bootstrap = new Bootstrap().group(this.group)
			.channel(NioSocketChannel.class)
			.option(ChannelOption.TCP_NODELAY, true)
			.remoteAddress(Target.HOST, target.port());
		this.pool = new FixedChannelPool(bootstrap, new NettyChannels(target), ChannelHealthChecker.ACTIVE,
				FixedChannelPool.AcquireTimeoutAction.FAIL, target.acquireTimeoutMillis(), target.connections(),
				Integer.MAX_VALUE);
	}

	@Override
	public byte[] exchange(byte[] request) throws Exception {
		Channel channel = this.pool.acquire().get();
		try {
			Promise<byte[]> reply = channel.eventLoop().newPromise();
			channel.pipeline().get(NettyChannels.Replies.class).expect(reply);
			channel.writeAndFlush(Unpooled.wrappedBuffer(request));
			if (!reply.await(Target.RESPONSE_TIMEOUT.toMillis())) {
				channel.close();
				throw new TimeoutException("No reply");
			}
			return reply.get();
		}
		finally {
			this.pool.release(channel);
		}
	}

	@Override
	public void close() {
		this.pool.close();
		this.group.shutdownGracefully();
	}

}
