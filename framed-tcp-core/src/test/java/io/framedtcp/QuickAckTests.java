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

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.support.RawServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Replies of a server that writes them in pieces, with Nagle's algorithm: each call waits
 * for the delayed acknowledgement of the first piece, unless the client has it sent at
 * once.
 */
@Timeout(30)
@EnabledOnOs(OS.LINUX)
class QuickAckTests {

	private static final int CALLS = 8;

	private final RawServer server = new RawServer(QuickAckTests::answerInPieces);

	QuickAckTests() throws IOException {
	}

	@AfterEach
	void stop() throws IOException {
		this.server.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void callsDoNotWaitForDelayedAcknowledgements(boolean shared) {
		Duration delayed = timeOfCalls(shared, false);
		Duration atOnce = timeOfCalls(shared, true);
		assertThat(atOnce).isLessThan(delayed.dividedBy(3));
	}

	private Duration timeOfCalls(boolean shared, boolean quickAck) {
		UnaryOperator<FramedTcpTemplateBuilder> sharing = (builder) -> shared
				? builder.shared((settings) -> settings.inOrder()) : builder;
		try (FramedTcpTemplate template = sharing
			.apply(FramedTcpTemplate.builder(this.server.host(), this.server.port())
				.connection((connection) -> connection.socket((socket) -> socket.quickAck(quickAck))))
			.build()) {
			byte[] request = new byte[20];
			// The kernel acknowledges the first segments of a connection at once.
			for (int i = 0; i < CALLS; i++) {
				template.sendAndReceive(request);
			}
			long start = System.nanoTime();
			for (int i = 0; i < CALLS; i++) {
				assertThat(template.sendAndReceive(request)).isEqualTo(request);
			}
			return Duration.ofNanos(System.nanoTime() - start);
		}
	}

	private static void answerInPieces(Socket socket) throws IOException {
		DataInputStream in = new DataInputStream(socket.getInputStream());
		OutputStream out = socket.getOutputStream();
		while (true) {
			byte[] header = in.readNBytes(Integer.BYTES);
			byte[] payload = in.readNBytes(20);
			out.write(header);
			out.write(payload, 0, 10);
			out.write(payload, 10, 10);
		}
	}

}
