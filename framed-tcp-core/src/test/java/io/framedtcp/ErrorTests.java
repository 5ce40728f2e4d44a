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
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.FrameWriter;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.PoolListener;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * An {@link Error} in the midst of things, a lack of memory for example, costs a
 * connection at most: no permit, and no caller its own reply.
 */
class ErrorTests {

	private static final byte[] PAYLOAD = { 1, 2, 3 };

	private final AtomicBoolean failing = new AtomicBoolean();

	private final ClosedConnections closedConnections = new ClosedConnections();

	private final FramedTcpServer server = FramedTcpServer.echo();

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void errorInsideAReplyCostsTheConnection() {
		try (FramedTcpTemplate template = builder().framing(new FailingFraming()).build()) {
			this.failing.set(true);
			assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> template.sendAndReceive(PAYLOAD));
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.BROKEN);
			this.failing.set(false);
			assertThat(template.sendAndReceive(PAYLOAD)).isEqualTo(PAYLOAD);
		}
	}

	@Test
	void sessionRefusesToGoOnInsideAFrame() {
		try (FramedTcpTemplate template = builder().framing(new FailingFraming()).build()) {
			template.execute((session) -> {
				session.send(PAYLOAD);
				this.failing.set(true);
				assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(session::receive);
				this.failing.set(false);
				assertThatIllegalStateException().isThrownBy(session::receive);
				return null;
			});
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.SESSION_INCOMPLETE);
			assertThat(template.sendAndReceive(PAYLOAD)).isEqualTo(PAYLOAD);
		}
	}

	@Test
	void errorOfAListenerDoesNoHarm() {
		PoolListener broken = new PoolListener() {

			@Override
			public void connectionOpened(ConnectionInfo connection, Duration elapsed) {
				throw new NoClassDefFoundError("of the listener");
			}

			@Override
			public void connectionClosed(ConnectionInfo connection, CloseReason reason) {
				throw new AssertionError("of the listener");
			}

		};
		try (FramedTcpTemplate template = builder().listener(broken).build()) {
			for (int i = 0; i < 3; i++) {
				assertThat(template.sendAndReceive(PAYLOAD)).isEqualTo(PAYLOAD);
				template.execute((session) -> {
					session.send(PAYLOAD);
					return null;
				});
			}
			assertThat(this.closedConnections.reasons()).hasSize(3).containsOnly(CloseReason.SESSION_INCOMPLETE);
		}
	}

	private FramedTcpTemplateBuilder builder() {
		return FramedTcpTemplate.builder(this.server.host(), this.server.port())
			.pool((pool) -> pool.maxTotal(1).acquireTimeout(Duration.ofSeconds(1)))
			.listener(this.closedConnections);
	}

	private final class FailingFraming implements Framing {

		private final Framing framing = LengthFieldFraming.builder().build();

		@Override
		public void encode(byte[] payload, FrameWriter out) {
			this.framing.encode(payload, out);
		}

		@Override
		public byte[] decode(FrameReader in) throws IOException {
			if (ErrorTests.this.failing.get()) {
				in.readByte();
				throw new OutOfMemoryError("made up");
			}
			return this.framing.decode(in);
		}

	}

}
