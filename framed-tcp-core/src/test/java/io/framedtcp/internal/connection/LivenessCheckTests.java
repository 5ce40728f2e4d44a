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

package io.framedtcp.internal.connection;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.function.Function;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.internal.transport.ConnectedSocket;
import io.framedtcp.internal.transport.SocketIo;
import io.framedtcp.spi.CloseReason;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the read of {@link LivenessCheck} on a real socket.
 */
@ParameterizedClass
@MethodSource(ConnectedSocket.KINDS)
class LivenessCheckTests {

	@AutoClose
	private final ConnectedSocket connection;

	private final FrameChannel frames;

	LivenessCheckTests(Function<SocketChannel, SocketIo> kind) throws IOException {
		this.connection = new ConnectedSocket(kind);
		this.frames = new FrameChannel(this.connection.socket(), LengthFieldFraming.builder().build(), 100,
				"framed-tcp.");
	}

	@Test
	void silentConnectionIsHealthyAndStaysInBlockingMode() {
		for (int i = 0; i < 3; i++) {
			assertThat(this.frames.test()).isNull();
			assertThat(this.connection.socket().isBlocking()).isTrue();
		}
	}

	@Test
	void pendingByteIsFound() throws IOException {
		this.connection.peer().getOutputStream().write(1);
		assertThat(finding()).isEqualTo(CloseReason.UNEXPECTED_BYTES);
	}

	@Test
	void closedPeerIsFound() throws IOException {
		this.connection.peer().close();
		assertThat(finding()).isEqualTo(CloseReason.PEER_CLOSED);
	}

	@Test
	void halfClosedPeerIsFound() throws IOException {
		this.connection.peer().shutdownOutput();
		assertThat(finding()).isEqualTo(CloseReason.PEER_CLOSED);
	}

	@Test
	void resetIsFound() throws IOException {
		this.connection.peer().setSoLinger(true, 0);
		this.connection.peer().close();
		assertThat(finding()).isEqualTo(CloseReason.BROKEN);
	}

	@Test
	void closedChannelIsFound() throws IOException {
		this.connection.socket().close();
		assertThat(finding()).isEqualTo(CloseReason.BROKEN);
	}

	private CloseReason finding() {
		return Awaitility.await().until(this.frames::test, (finding) -> finding != null);
	}

}
