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

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/**
 * One channel of Netty for all callers, as an expert writes it: a map of ids, and flushes
 * that are consolidated.
 */
final class SharedNettyClient implements Client {

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final UnansweredCalls calls = new UnansweredCalls();

	private final Channel channel;

	SharedNettyClient(Target target) {
		this.channel = new Bootstrap().group(this.group)
			.channel(NioSocketChannel.class)
			.option(ChannelOption.TCP_NODELAY, true)
			.handler(new Handlers(target))
			.connect(Target.HOST, target.port())
			.syncUninterruptibly()
			.channel();
	}

	@Override
	public byte[] exchange(byte[] request) throws Exception {
		return this.calls.exchange(request,
				(bytes) -> this.channel.writeAndFlush(Unpooled.wrappedBuffer(bytes), this.channel.voidPromise()));
	}

	@Override
	public void close() {
		this.channel.close();
		this.group.shutdownGracefully();
	}

	private final class Handlers extends ChannelInitializer<Channel> {

		private final Target target;

		private final @Nullable SslContext tls;

		Handlers(Target target) {
			this.target = target;
			this.tls = NettyChannels.tls(target);
		}

		@Override
		protected void initChannel(Channel channel) {
			if (this.tls != null) {
				channel.pipeline().addLast(this.tls.newHandler(channel.alloc(), Target.HOST, this.target.port()));
			}
			channel.pipeline()
				.addLast(new FlushConsolidationHandler(FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES,
						true));
			NettyChannels.addCodec(channel.pipeline(), null, this.target);
			channel.pipeline().addLast(new Replies());
		}

	}

	private final class Replies extends SimpleChannelInboundHandler<ByteBuf> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, ByteBuf reply) {
			SharedNettyClient.this.calls.answer(ByteBufUtil.getBytes(reply));
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			exceptionCaught(context, new EOFException("The server closed the connection"));
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			SharedNettyClient.this.calls.fail(cause);
			context.close();
		}

	}

}
