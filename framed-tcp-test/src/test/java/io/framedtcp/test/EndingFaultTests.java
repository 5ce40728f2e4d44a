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

import java.net.SocketException;
import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Faults after which nothing comes any more.
 */
@SuppressWarnings("try")
class EndingFaultTests {

	@ParameterizedTest
	@EnumSource
	void finEndsWhatIsSentInOrder(Point point) throws Exception {
		try (Scene scene = new Scene(Fault.fin(), point)) {
			scene.play();
			assertThat(scene.client.read()).isEqualTo(-1);
			scene.awaitOpen(0);
			assertThat(scene.server.requestCount()).isEqualTo(scene.requestsBefore());
			assertThat(scene.server.connections().get(0).end()).isEqualTo("closed by the fault at " + point);
		}
	}

	@ParameterizedTest
	@EnumSource
	void resetBreaksTheConnection(Point point) throws Exception {
		try (Scene scene = new Scene(Fault.reset(), point)) {
			scene.play();
			assertThatExceptionOfType(SocketException.class).isThrownBy(scene.client::read)
				.withMessageContaining("reset");
			scene.awaitOpen(0);
			assertThat(scene.server.requestCount()).isEqualTo(scene.requestsBefore());
			assertThat(scene.server.connections().get(0).end()).isEqualTo("reset by the fault at " + point);
		}
	}

	@ParameterizedTest
	@EnumSource
	void halfCloseEndsWhatIsSentAndGoesOnReading(Point point) throws Exception {
		try (Scene scene = new Scene(Fault.halfClose(), point)) {
			scene.play();
			assertThat(scene.client.read()).isEqualTo(-1);
			scene.client.send(Scene.EFGH);
			Stream<String> expected = (point == Point.ON_ACCEPT) ? Stream.of("efgh") : Stream.of("abcd", "efgh");
			for (String text : expected.toList()) {
				assertThat(scene.server.takeRequest(Duration.ofSeconds(10)).text()).isEqualTo(text);
			}
			assertThat(scene.server.open()).isEqualTo(1);
			scene.client.close();
			scene.awaitOpen(0);
			assertThat(scene.server.connections().get(0).end()).isEqualTo("closed by the client");
		}
	}

	@ParameterizedTest
	@EnumSource
	void stallIsSilentUntilTheClientCloses(Point point) throws Exception {
		try (Scene scene = new Scene(Fault.stall(), point)) {
			scene.play();
			scene.client.send(Scene.EFGH);
			scene.client.assertSilent();
			assertThat(scene.server.open()).isEqualTo(1);
			assertThat(scene.server.requestCount()).isEqualTo(scene.requestsBefore());
			scene.client.close();
			scene.awaitOpen(0);
			assertThat(scene.server.connections().get(0).end()).isEqualTo("closed by the client");
		}
	}

	@ParameterizedTest
	@EnumSource
	void stallEndsWithTheServer(Point point) throws Exception {
		try (Scene scene = new Scene(Fault.stall(), point)) {
			scene.play();
			scene.server.close();
			assertThat(scene.server.open()).isZero();
			assertThat(scene.client.read()).isEqualTo(-1);
			assertThat(scene.server.connections().get(0).end()).isEqualTo("closed by the server");
		}
	}

}
