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

import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.framedtcp.benchmarks.server.ServerProcess;
import io.framedtcp.benchmarks.server.TlsStore;

/**
 * Tests for each {@link Peer}: that it exchanges, over plain TCP and over TLS.
 */
@SuppressWarnings("try")
class PeerTests {

	@TempDir
	private static Path directory;

	private static Path tlsStore;

	private static ServerProcess server;

	@BeforeAll
	static void startServer() throws Exception {
		tlsStore = directory.resolve("tls.p12");
		TlsStore.create(tlsStore);
		server = ServerProcess.start(tlsStore);
	}

	@AfterAll
	static void stopServer() {
		server.close();
	}

	@ParameterizedTest
	@EnumSource
	void getsTheRepliesToItsRequests(Peer peer) throws Exception {
		exchange(peer, new Target(server.port(peer.service()), 2, 100_000, null), 12, 16, 100, 100_000);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "RAW_TESTED", "GRPC", "RSOCKET" })
	void getsTheRepliesToItsRequestsOverTls(Peer peer) throws Exception {
		exchange(peer, new Target(server.port(true), 2, 100_000, TlsStore.open(tlsStore)), 16, 100_000);
	}

	private void exchange(Peer peer, Target target, int... sizes) throws Exception {
		try (Client client = peer.open(target)) {
			for (int size : sizes) {
				Question question = new Question(size);
				question.check(client.exchange(question.next()));
			}
		}
	}

}
