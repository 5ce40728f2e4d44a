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

package io.framedtcp;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.converter.MessageConversionException;

import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.FrameWriter;
import io.framedtcp.framing.Framing;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.support.Ports;
import io.framedtcp.test.FramedTcpServer;

import static io.framedtcp.support.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for the operations of {@link FramedTcpTemplate}.
 */
class FramedTcpTemplateTests {

	private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

	private final FramedTcpServer server = FramedTcpServer.handling((request, connection) -> {
		String text = new String(request, StandardCharsets.UTF_8);
		this.requests.add(text);
		if (!text.startsWith("notice")) {
			connection.writeFrame(("re: " + text).getBytes(StandardCharsets.UTF_8));
		}
	});

	private final FramedTcpTemplate template = FramedTcpTemplate.builder(this.server.host(), this.server.port())
		.build();

	@AfterEach
	void close() {
		this.template.close();
		this.server.close();
	}

	@Test
	void sendAndReceiveReturnsTheReply() {
		assertThat(this.template.sendAndReceive(bytes("one"))).isEqualTo(bytes("re: one"));
		assertThat(this.template.sendAndReceive(bytes("two"), Duration.ofSeconds(5))).isEqualTo(bytes("re: two"));
		assertThat(this.server.accepted()).isEqualTo(1);
	}

	@Test
	void poolCanBeWatched() {
		this.template.sendAndReceive(bytes("one"));
		assertThat(this.template.getPool().counts()).isEqualTo(new PoolCounts(8, 0, 1, 0));
		assertThat(this.template.getPool().statistics().opened()).isEqualTo(1);
	}

	@Test
	void emptyPayloadIsAPayload() {
		assertThat(this.template.sendAndReceive(new byte[0])).isEqualTo(bytes("re: "));
	}

	@Test
	void sendReturnsWithoutAReplyAndKeepsTheConnection() throws InterruptedException {
		this.template.send(bytes("notice 1"));
		this.template.send(bytes("notice 2"), Duration.ofSeconds(5));
		this.template.convertAndSend("notice 3");
		this.template.convertAndSend("notice 4", Duration.ofSeconds(5));
		assertThat(List.of(nextRequest(), nextRequest(), nextRequest(), nextRequest())).containsExactly("notice 1",
				"notice 2", "notice 3", "notice 4");
		assertThat(this.template.sendAndReceive(bytes("one"))).isEqualTo(bytes("re: one"));
		assertThat(this.server.accepted()).isEqualTo(1);
	}

	@Test
	void stringsAndByteArraysAreConverted() {
		assertThat(this.template.convertSendAndReceive("ä", String.class)).isEqualTo("re: ä");
		assertThat(this.template.convertSendAndReceive(bytes("one"), byte[].class)).isEqualTo(bytes("re: one"));
		assertThat(this.template.convertSendAndReceive("one", String.class, Duration.ofSeconds(5)))
			.isEqualTo("re: one");
		ParameterizedTypeReference<String> string = new ParameterizedTypeReference<>() {
		};
		assertThat(this.template.convertSendAndReceive("one", string)).isEqualTo("re: one");
		assertThat(this.template.convertSendAndReceive("one", string, Duration.ofSeconds(5))).isEqualTo("re: one");
	}

	@Test
	void whatCannotBeConvertedIsNotSent() {
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.template.convertSendAndReceive(42, String.class))
			.withMessageContaining("java.lang.Integer");
		assertThat(this.server.accepted()).isZero();
	}

	@Test
	void replyThatCannotBeConvertedCostsNoConnection() {
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> this.template.convertSendAndReceive("one", Integer.class))
			.withMessageContaining("java.lang.Integer");
		assertThat(this.template.convertSendAndReceive("two", String.class)).isEqualTo("re: two");
		assertThat(this.server.accepted()).isEqualTo(1);
	}

	@Test
	@SuppressWarnings("NullAway")
	void nullPayloadIsRefusedAtOnce() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.sendAndReceive(null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.send(null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.convertAndSend(null));
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.convertSendAndReceive(null, String.class));
		assertThat(this.server.accepted()).isZero();
	}

	@Test
	void durationThatIsNotPositiveIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.template.sendAndReceive(bytes("one"), Duration.ZERO));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.template.sendAndReceive(bytes("one"), Duration.ofMillis(-1)));
	}

	@Test
	void payloadOverTheMaximumIsRefusedBeforeAPermitIsTaken() {
		try (FramedTcpTemplate busy = FramedTcpTemplate.builder(this.server.host(), this.server.port())
			.connection((connection) -> connection.maxFrameSize(12))
			.pool((pool) -> pool.maxTotal(1))
			.build()) {
			busy.execute((session) -> {
				assertThatIllegalArgumentException().isThrownBy(() -> busy.sendAndReceive(new byte[9]))
					.withMessage(
							"Client 'default' cannot send the payload: A frame of 13 bytes is over the maximum frame "
									+ "size of 12 bytes (framed-tcp.max-frame-size)");
				return session.sendAndReceive(new byte[4]).length;
			});
		}
	}

	@Test
	void refusedConnectionTellsTheAddressAndThatNothingWasSent() {
		int port = Ports.unused();
		try (FramedTcpTemplate nobody = FramedTcpTemplate.builder("127.0.0.1", port).build()) {
			assertThatExceptionOfType(FramedTcpConnectException.class)
				.isThrownBy(() -> nobody.sendAndReceive(bytes("one")))
				.withMessageContaining("127.0.0.1:" + port + ": Connection refused")
				.satisfies((ex) -> assertThat(ex.isRequestMaybeSent()).isFalse());
		}
	}

	@Test
	void unknownHostIsAConnectFailure() {
		try (FramedTcpTemplate nowhere = FramedTcpTemplate.builder("no-such-host.invalid", 9000).build()) {
			assertThatExceptionOfType(FramedTcpConnectException.class)
				.isThrownBy(() -> nowhere.sendAndReceive(bytes("one"), Duration.ofSeconds(10)))
				.withMessageContaining("no-such-host.invalid:9000");
		}
	}

	@Test
	void callOnAClosedTemplateIsRefused() {
		this.template.close();
		assertThatExceptionOfType(FramedTcpClosedException.class)
			.isThrownBy(() -> this.template.sendAndReceive(bytes("one")))
			.satisfies((ex) -> assertThat(ex.isRequestMaybeSent()).isFalse());
	}

	@Test
	void largePayloadsGoBothWays() {
		byte[] payload = new byte[3 * 1024 * 1024];
		payload[payload.length - 1] = 'x';
		try (FramedTcpServer echo = FramedTcpServer.echo();
				FramedTcpTemplate large = FramedTcpTemplate.builder(echo.host(), echo.port())
					.connection((connection) -> connection.maxFrameSize(4 * 1024 * 1024))
					.build()) {
			assertThat(large.sendAndReceive(payload)).isEqualTo(payload).isNotSameAs(payload);
		}
	}

	@Test
	void framesThatAFramingWritesByteByByteGoOutWhole() {
		Framing byteByByte = new Framing() {

			@Override
			public void encode(byte[] payload, FrameWriter out) {
				out.writeUnsigned(payload.length, Integer.BYTES, ByteOrder.BIG_ENDIAN);
				for (byte each : payload) {
					out.writeByte(each);
				}
			}

			@Override
			public byte[] decode(FrameReader in) throws IOException {
				return in.readBytes(in.readUnsigned(Integer.BYTES, ByteOrder.BIG_ENDIAN));
			}

		};
		try (FramedTcpServer echo = FramedTcpServer.echo();
				FramedTcpTemplate custom = FramedTcpTemplate.builder(echo.host(), echo.port())
					.framing(byteByByte)
					.build()) {
			for (int size : new int[] { 8_000, 9_000, 300_000 }) {
				byte[] payload = new byte[size];
				payload[size - 1] = 'x';
				assertThat(custom.sendAndReceive(payload)).isEqualTo(payload);
			}
		}
	}

	@Test
	void nothingIsSentAfterTheDeadlineAndTheConnectionIsKept() {
		this.template.sendAndReceive(bytes("one"));
		for (int i = 0; i < 100; i++) {
			assertThatExceptionOfType(FramedTcpTimeoutException.class)
				.isThrownBy(() -> this.template.sendAndReceive(bytes("late"), Duration.ofNanos(1)))
				.satisfies((ex) -> assertThat(ex.isRequestMaybeSent()).isFalse());
		}
		this.template.sendAndReceive(bytes("two"));
		assertThat(this.requests).containsExactly("one", "two");
		assertThat(this.server.accepted()).isEqualTo(1);
	}

	@Test
	void settingsThatAreRefusedLeaveNoThread() {
		assertThatIllegalArgumentException().isThrownBy(() -> FramedTcpTemplate.builder("127.0.0.1", 9000)
			.client("refused")
			.responseTimeout(Duration.ZERO)
			.build());
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.noneMatch((name) -> name.startsWith("framed-tcp-refused"));
	}

	private String nextRequest() throws InterruptedException {
		return this.requests.poll(10, TimeUnit.SECONDS);
	}

}
