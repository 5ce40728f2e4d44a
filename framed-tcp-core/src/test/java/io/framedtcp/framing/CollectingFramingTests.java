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

package io.framedtcp.framing;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.support.Bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Replies of several frames.
 */
class CollectingFramingTests {

	private static final Framing TYPED = LengthFieldFraming.builder().offset(1).adjustment(-4).keepPrefix(true).build();

	@Test
	void replyGoesOnUntilTheFrameThatBeginsSo() throws IOException {
		CollectingFraming framing = CollectingFraming.until(TYPED, 0, (byte) 'Z');
		String reply = "54 00 00 00 05 61 44 00 00 00 04 5a 00 00 00 05 49";
		FrameReader reader = new FrameReader(ChunkSource.ofHex(reply + " 5a 00 00 00 04").thenSilent(), 100);
		byte[] first = reader.readFrame(framing);
		assertThat(HexFrames.hex(first)).isEqualTo(reply);
		assertThat(framing.split(first)).extracting(HexFrames::hex).containsExactly("54 61", "44", "5a 49");
		assertThat(reader.readFrame(framing)).isEqualTo(HexFrames.bytes("5a 00 00 00 04"));
		assertThat(reader.buffered()).isZero();
	}

	@Test
	void replyHasSoManyFrames() throws IOException {
		CollectingFraming framing = CollectingFraming.count(DelimiterFraming.lines(), 2);
		byte[] reply = HexFrames.decode(framing, HexFrames.bytes("61 0a 0a"));
		assertThat(HexFrames.hex(reply)).isEqualTo("61 0a 0a");
		assertThat(framing.split(reply)).extracting(HexFrames::hex).containsExactly("61", "");
	}

	@Test
	void lastFrameMayBeToldByBytesInItsMidst() throws IOException {
		CollectingFraming smtp = CollectingFraming.until(DelimiterFraming.crlfLines(), 3, (byte) ' ');
		byte[] reply = Bytes.bytes("250-a\r\n250-SIZE 1\r\n25\r\n250 HELP\r\n");
		assertThat(HexFrames.decode(smtp, reply)).isEqualTo(reply);
		assertThat(smtp.split(reply)).extracting(Bytes::text).containsExactly("250-a", "250-SIZE 1", "25", "250 HELP");
	}

	@Test
	void lastFrameMayBeToldByCode() throws IOException {
		CollectingFraming framing = CollectingFraming.until(VarintFraming.protobuf(), (payload) -> payload.length == 0);
		assertThat(HexFrames.decode(framing, "01 61 02 62 63 00")).isEqualTo("01 61 02 62 63 00");
		assertThat(framing).hasToString("varint length, until a certain frame");
	}

	@ParameterizedTest
	@ValueSource(ints = { 10, 9000, 300_000 })
	void framesOfAnySizeAreWhole(int size) throws IOException {
		Framing each = LengthFieldFraming.builder().build();
		CollectingFraming framing = CollectingFraming.count(each, 3);
		byte[] frame = HexFrames.encode(each, HexFrames.payload(size));
		byte[] reply = HexFrames.decode(framing, Bytes.join(frame, frame, frame));
		assertThat(reply).isEqualTo(Bytes.join(frame, frame, frame));
		List<byte[]> payloads = framing.split(reply);
		assertThat(payloads).hasSize(3).allSatisfy((payload) -> assertThat(payload).isEqualTo(HexFrames.payload(size)));
	}

	@Test
	void maximumCountsAllFrames() {
		CollectingFraming framing = CollectingFraming.until(TYPED, 0, (byte) 'Z');
		FrameReader reader = new FrameReader(ChunkSource.ofHex("44 00 00 00 04 ".repeat(3).strip()).thenSilent(), 14);
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> reader.readFrame(framing))
			.withMessageContaining("maximum frame size of 14 bytes");
	}

	@Test
	void requestIsOneFrame() {
		assertThat(HexFrames.encode(CollectingFraming.count(TYPED, 2), "51 61")).isEqualTo("51 00 00 00 05 61");
	}

	@Test
	void readerKeepsNothingBehindTheReply() throws IOException {
		CollectingFraming framing = CollectingFraming.count(VarintFraming.protobuf(), 2);
		FrameReader reader = new FrameReader(ChunkSource.ofHex("01 61 01 62 01 63 01 64"), 100);
		assertThat(reader.readFrame(framing)).isEqualTo(HexFrames.bytes("01 61 01 62"));
		assertThat(reader.readFrame(VarintFraming.protobuf())).isEqualTo(HexFrames.bytes("63"));
		assertThat(reader.readFrame(VarintFraming.protobuf())).isEqualTo(HexFrames.bytes("64"));
	}

	@Test
	void repliesOfAnotherFramingAreSplitToo() {
		CollectingFraming collecting = CollectingFraming.count(DelimiterFraming.lines(), 1);
		Framing framing = VarintFraming.protobuf().withReplies(collecting);
		assertThat(framing.split(HexFrames.bytes("61 0a"))).extracting(HexFrames::hex).containsExactly("61");
		assertThat(VarintFraming.protobuf().split(HexFrames.bytes("61"))).isNull();
		assertThatIllegalArgumentException().isThrownBy(() -> collecting.split(HexFrames.bytes("61")))
			.withMessageContaining("not made of whole frames");
	}

	@Test
	void whatCannotBeCollectedIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> CollectingFraming.count(UntilCloseFraming.untilClose(), 2));
		assertThatIllegalArgumentException().isThrownBy(() -> CollectingFraming.count(RawFraming.raw(), 2));
		CollectingFraming collecting = CollectingFraming.count(TYPED, 2);
		assertThatIllegalArgumentException().isThrownBy(() -> CollectingFraming.count(collecting, 2));
		assertThatIllegalArgumentException().isThrownBy(() -> CollectingFraming.count(TYPED, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> CollectingFraming.until(TYPED, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> CollectingFraming.until(TYPED, -1, (byte) 1));
	}

	@Test
	void frameWithoutAByteDoesNotGoOnForEver() {
		CollectingFraming framing = CollectingFraming.until(new NothingFraming(), 0, (byte) 1);
		FrameReader reader = new FrameReader(ChunkSource.ofHex("01"), 100);
		assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> reader.readFrame(framing))
			.withMessageContaining("without a byte");
	}

	@Test
	void settingsAreTold() {
		assertThat(CollectingFraming.count(VarintFraming.protobuf(), 2)).hasToString("varint length, 2 frames");
		assertThat(CollectingFraming.until(VarintFraming.protobuf(), 3, (byte) 0x20))
			.hasToString("varint length, until a frame with 20 at byte 3");
	}

	private static final class NothingFraming implements Framing {

		@Override
		public void encode(byte[] payload, FrameWriter out) {
		}

		@Override
		public byte[] decode(FrameReader in) {
			return new byte[0];
		}

	}

}
