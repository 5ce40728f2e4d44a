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

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.pool.AbstractChannelPoolHandler;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Promise;
import org.jspecify.annotations.Nullable;

/**
 * What Netty's channels are made of.
 */
final class NettyChannels extends AbstractChannelPoolHandler {

	private final Target target;

	private final @Nullable SslContext tls;

	NettyChannels(Target target) {
		this.target = target;
		this.tls = tls(target);
	}

	@Override
	public void channelCreated(Channel channel) {
		if (this.tls != null) {
			channel.pipeline().addLast(this.tls.newHandler(channel.alloc(), Target.HOST, this.target.port()));
		}
		addCodec(channel.pipeline(), null, this.target);
		channel.pipeline().addLast(new Replies());
	}

	static @Nullable SslContext tls(Target target) {
		return (target.tls() != null) ? new JdkSslContext(target.tls(), true, null, IdentityCipherSuiteFilter.INSTANCE,
				ApplicationProtocolConfig.DISABLED, ClientAuth.NONE, null, false) : null;
	}

	/**
	 * Add the codec for length fields.
	 * @param pipeline where to
	 * @param before the handler that it goes in front of, or {@code null} for the end
	 * @param target knows the largest frame
	 */
	static void addCodec(ChannelPipeline pipeline, @Nullable String before, Target target) {
		LengthFieldBasedFrameDecoder decoder = new LengthFieldBasedFrameDecoder(target.maxFrame(), 0, 4, 0, 4);
		LengthFieldPrepender encoder = new LengthFieldPrepender(Integer.BYTES);
		if (before != null) {
			pipeline.addBefore(before, "decoder", decoder).addBefore(before, "encoder", encoder);
		}
		else {
			pipeline.addLast(decoder, encoder);
		}
	}

	/**
	 * Hands replies to who waits for them.
	 */
	static final class Replies extends SimpleChannelInboundHandler<ByteBuf> {

		private volatile @Nullable Promise<byte[]> expected;

		void expect(Promise<byte[]> reply) {
			this.expected = reply;
		}

		@Override
		protected void channelRead0(ChannelHandlerContext context, ByteBuf reply) {
			Promise<byte[]> promise = this.expected;
			if (promise != null) {
				promise.setSuccess(ByteBufUtil.getBytes(reply));
			}
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) {
			exceptionCaught(context, new EOFException("The server closed the connection"));
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			Promise<byte[]> promise = this.expected;
			if (promise != null) {
				promise.tryFailure(cause);
			}
			context.close();
		}

	}

}
