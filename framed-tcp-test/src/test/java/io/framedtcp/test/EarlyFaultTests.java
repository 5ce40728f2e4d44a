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

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Replies that come before the request has been read.
 */
@SuppressWarnings("try")
class EarlyFaultTests {

	private static final String EARLY = "00 00 00 02 68 69";

	private static final byte[] HI = "hi".getBytes(StandardCharsets.US_ASCII);

	static Stream<Point> points() {
		return Scene.pointsOf(Fault.earlyReply(HI));
	}

	@ParameterizedTest
	@MethodSource("points")
	void earlyReplyIsTheOnlyOneAndTheRequestIsRead(Point point) throws Exception {
		try (Scene scene = new Scene(Fault.earlyReply(HI), point)) {
			scene.play();
			assertThat(scene.client.receive(6)).isEqualTo(EARLY);
			assertThat(scene.server.takeRequest(Duration.ofSeconds(10)).text()).isEqualTo("abcd");
			scene.client.send(Scene.EFGH);
			assertThat(scene.client.receive(8)).isEqualTo(Scene.EFGH);
			scene.client.assertSilent();
		}
	}

	@ParameterizedTest
	@MethodSource("points")
	void earlyRefusalIsFollowedByTheEnd(Point point) throws Exception {
		try (Scene scene = new Scene(Fault.earlyRefusal(HI), point)) {
			scene.play();
			assertThat(scene.client.receive(6)).isEqualTo(EARLY);
			assertThat(scene.client.read()).isEqualTo(-1);
			scene.awaitOpen(0);
			assertThat(scene.server.requestCount()).isZero();
			assertThat(scene.server.connections().get(0).end()).isEqualTo("closed by the fault at " + point);
		}
	}

}
