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

package io.framedtcp.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a closed server leaves behind, whatever was going on: nothing.
 */
class LeftoversTests {

	private static final Duration LONG = Duration.ofSeconds(10);

	private static final Duration EVER = Duration.ofHours(1);

	private static final List<Fault> FAULTS = List.of(Fault.stall(), Fault.delay(EVER), Fault.throttle(1),
			Fault.lateReply(EVER), Fault.lateReply(Duration.ofMillis(1)), Fault.refuseToRead(), Fault.swapReplies());

	private final Set<Thread> threads = threads();

	@BeforeEach
	void useAllOnce() throws Exception {
		closeInTheMidstOfAll();
	}

	@RepeatedTest(5)
	@EnabledOnOs(OS.LINUX)
	void closedServerLeavesNoThreadAndNoDescriptor() throws Exception {
		List<String> before = sockets();
		closeInTheMidstOfAll();
		assertThat(threads()).isEqualTo(this.threads);
		assertThat(before).containsAll(sockets());
	}

	private void closeInTheMidstOfAll() throws Exception {
		List<TestClient> clients = new ArrayList<>();
		// Larger than what the buffers of the system take.
		FramedTcpServer server = FramedTcpServer.answering((request) -> new byte[1 << 25]);
		try {
			for (Fault fault : FAULTS) {
				TestClient client = new TestClient(server);
				clients.add(client);
				Point point = fault.supports(Point.BEFORE_REPLY) ? Point.BEFORE_REPLY : Point.BEFORE_REQUEST;
				InjectedFault injected = server.inject(fault).onConnection(clients.size()).at(point);
				client.send(Scene.ABCD);
				injected.awaitFired(LONG);
			}
			server.fillBacklog();
		}
		finally {
			assertThatExceptionOfType(AssertionError.class).isThrownBy(server::close)
				.withMessageContaining("swapReplies at BEFORE_REPLY, on connection 7, once: held back 1 time")
				.withMessageNotContaining("never fired")
				.withMessageNotContaining("does not end");
			for (TestClient client : clients) {
				client.close();
			}
		}
	}

	private static Set<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("framed-tcp-server"))
			.collect(Collectors.toSet());
	}

	private static List<String> sockets() throws IOException {
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
			return descriptors.map(LeftoversTests::target).filter((target) -> target.startsWith("socket:")).toList();
		}
	}

	private static String target(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).toString();
		}
		catch (IOException ex) {
			// Closed meanwhile.
			return "";
		}
	}

}
