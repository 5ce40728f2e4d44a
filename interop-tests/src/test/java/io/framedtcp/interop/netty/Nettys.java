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

package io.framedtcp.interop.netty;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;

/**
 * Netty's side: writes and reads a stream of frames by its handlers.
 */
final class Nettys {

	private Nettys() {
	}

	static byte[] encode(ChannelHandler encoder, List<byte[]> payloads) {
		EmbeddedChannel channel = new EmbeddedChannel(encoder);
		payloads.forEach((payload) -> channel.writeOutbound(Unpooled.wrappedBuffer(payload)));
		ByteBuf stream = Unpooled.buffer();
		for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
			stream.writeBytes(next);
			next.release();
		}
		channel.finishAndReleaseAll();
		return ByteBufUtil.getBytes(stream);
	}

	/**
	 * Read a stream that comes in chunks.
	 * @param decoder how frames are delimited
	 * @param stream the bytes
	 * @param random where the chunks end
	 * @return the frames, and what is behind them
	 */
	static Outcome decode(ChannelHandler decoder, byte[] stream, Random random) {
		EmbeddedChannel channel = new EmbeddedChannel(decoder);
		boolean refused = false;
		try {
			int from = 0;
			while (from < stream.length) {
				int count = Math.min(stream.length - from, 1 + random.nextInt(64));
				channel.writeInbound(Unpooled.wrappedBuffer(stream, from, count));
				from += count;
			}
		}
		catch (DecoderException ex) {
			refused = true;
		}
		List<byte[]> payloads = new ArrayList<>();
		for (ByteBuf next = channel.readInbound(); next != null; next = channel.readInbound()) {
			payloads.add(ByteBufUtil.getBytes(next));
			next.release();
		}
		channel.pipeline().removeFirst();
		channel.releaseInbound();
		return Outcome.of(payloads, refused);
	}

}
