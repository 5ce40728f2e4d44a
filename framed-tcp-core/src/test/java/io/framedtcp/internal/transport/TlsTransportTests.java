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

package io.framedtcp.internal.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Random;

import javax.net.ssl.SSLEngine;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.internal.connection.FrameChannel;
import io.framedtcp.internal.connection.FrameDrain;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.support.LocalhostTls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link TlsTransport}: however records are cut into segments, a read finds
 * nothing only if there is nothing.
 */
@ParameterizedClass
@ValueSource(strings = { "TLSv1.3", "TLSv1.2" })
class TlsTransportTests {

	private static LocalhostTls tls;

	@Parameter
	private String protocol;

	private InMemoryTlsServer server;

	private TlsTransport transport;

	@BeforeAll
	static void makeCertificate() {
		tls = LocalhostTls.create();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 100, 5000 })
	void recordThatComesWithAReplyIsFound(int size) throws IOException {
		handshake();
		this.server.say(new byte[100]);
		this.server.say(new byte[size]);
		this.server.deliverAll();
		assertThat(this.transport.read(ByteBuffer.allocate(8192))).isEqualTo(100);
		this.transport.configureBlocking(false);
		assertThat(this.transport.read(ByteBuffer.allocate(8192))).isEqualTo(size);
		assertThat(this.transport.read(ByteBuffer.allocate(8192))).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 101, 5000 })
	void restOfARecordIsFound(int size) throws IOException {
		handshake();
		this.server.say(new byte[size]);
		this.server.deliverAll();
		assertThat(this.transport.read(ByteBuffer.allocate(100))).isEqualTo(100);
		this.transport.configureBlocking(false);
		assertThat(this.transport.read(ByteBuffer.allocate(8192))).isEqualTo(size - 100);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4, 5, 6, 50 })
	void recordIsFoundAsSoonAsItIsWhole(int first) throws IOException {
		handshake();
		silence();
		this.server.say(new byte[100]);
		this.server.deliver(first);
		assertThat(this.transport.read(ByteBuffer.allocate(8192))).isZero();
		assertThat(this.transport.read(ByteBuffer.allocate(8192))).isZero();
		this.server.deliverAll();
		assertThat(this.transport.read(ByteBuffer.allocate(8192))).isEqualTo(100);
		assertThat(this.transport.read(ByteBuffer.allocate(8192))).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 5, 50 })
	void partOfARecordIsUnexpectedOnceSomethingHasBeenRead(int size) throws IOException {
		handshake();
		FrameChannel channel = new FrameChannel(this.transport, LengthFieldFraming.builder().size(1).build(), 1000,
				"framed-tcp.");
		this.server.deliver(size);
		assertThat(channel.test()).as("of a session ticket").isNull();
		silence();
		this.transport.configureBlocking(true);
		this.server.say(new byte[1]);
		assertThat(channel.read()).as("a frame of length 0").isEmpty();
		assertThat(channel.test()).isNull();
		this.server.say(new byte[100]);
		this.server.deliver(size);
		assertThat(channel.test()).isEqualTo(CloseReason.UNEXPECTED_BYTES);
		assertThat(FrameDrain.drain(channel, new UnexpectedBytesPolicy(1, 1000), new ArrayList<>()))
			.isEqualTo(CloseReason.UNEXPECTED_BYTES);
	}

	@Test
	void recordIsNotForgottenBehindOneThatCannotBeAnswered() throws IOException {
		assumeThat(this.protocol).isEqualTo("TLSv1.3");
		handshake();
		silence();
		this.server.updateKeys();
		this.server.say(new byte[100]);
		this.server.deliverAll();
		this.server.stopReading();
		assertThatIOException().isThrownBy(() -> this.transport.read(ByteBuffer.allocate(8192)));
	}

	@Test
	void nothingIsWrittenForEverBehindTheEnd() throws IOException {
		handshake();
		silence();
		this.server.end(true);
		assertThat(this.transport.read(ByteBuffer.allocate(8192))).isEqualTo(-1);
		ByteBuffer[] source = { ByteBuffer.allocate(100) };
		if (this.protocol.equals("TLSv1.3")) {
			assertThat(this.transport.write(source, 0, 1)).isEqualTo(100);
		}
		else {
			assertThatIOException().isThrownBy(() -> this.transport.write(source, 0, 1));
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void endIsFound(boolean inOrder) throws IOException {
		handshake();
		silence();
		this.server.end(inOrder);
		assertThat(this.transport.read(ByteBuffer.allocate(8192))).isEqualTo(-1);
		assertThat(this.transport.isTruncated()).isEqualTo(!inOrder);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2 })
	void resetIsFound(int readsBefore) throws IOException {
		handshake();
		for (int i = 0; i < readsBefore; i++) {
			silence();
		}
		this.transport.configureBlocking(false);
		this.server.deliverAll();
		this.server.reset();
		assertThatIOException().isThrownBy(() -> {
			while (true) {
				this.transport.read(ByteBuffer.allocate(8192));
			}
		}).withMessage("reset");
	}

	@RepeatedTest(10)
	void howRecordsAreSplitMakesNoDifference() throws IOException {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		handshake();
		silence();
		byte next = 0;
		for (int i = 0; i < 1000; i++) {
			switch (random.nextInt(4)) {
				case 0 -> this.server.say(new byte[1 + random.nextInt(1 << random.nextInt(15))]);
				case 1 -> this.server.deliver(random.nextInt(1 << random.nextInt(15)));
				case 2 -> this.server.deliverAll();
				default -> {
					this.transport.configureBlocking(this.server.hasWholeRecord() && random.nextBoolean());
					ByteBuffer target = ByteBuffer.allocate(1 + random.nextInt(1 << random.nextInt(15)));
					int count = this.transport.read(target);
					assertThat(count > 0).as("a record is there, seed %d", seed)
						.isEqualTo(this.server.hasWholeRecord());
					for (int j = 0; j < count; j++) {
						assertThat(target.get(j)).as("seed %d", seed).isEqualTo(next++);
					}
					this.server.taken(count);
				}
			}
		}
	}

	private void handshake() throws IOException {
		SSLEngine client = tls.client().createSSLEngine("localhost", 1);
		client.setUseClientMode(true);
		SSLEngine engine = tls.server().createSSLEngine();
		engine.setUseClientMode(false);
		engine.setEnabledProtocols(new String[] { this.protocol });
		this.server = new InMemoryTlsServer(engine);
		this.transport = new TlsTransport(this.server, client);
		this.transport.handshake();
	}

	/** Read what TLS has to say to itself behind its handshake. */
	private void silence() throws IOException {
		this.server.deliverAll();
		this.transport.configureBlocking(false);
		assertThat(this.transport.read(ByteBuffer.allocate(8192))).isZero();
		assertThat(this.transport.read(ByteBuffer.allocate(8192))).isZero();
	}

}
