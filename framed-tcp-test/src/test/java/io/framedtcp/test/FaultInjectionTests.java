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
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * When faults fire, and where they cannot.
 */
class FaultInjectionTests {

	private static final String LIE = "00 00 00 00 61 62 63 64";

	@Test
	void faultFiresOnce() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			server.inject(Fault.zeroLength()).at(Point.BEFORE_REPLY);
			assertThatLies(client, true, false, false);
		}
	}

	@Test
	void faultFiresAsOftenAsTold() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			InjectedFault fault = server.inject(Fault.zeroLength()).times(2).at(Point.BEFORE_REPLY);
			assertThatLies(client, true, true, false);
			assertThat(fault.fired()).isEqualTo(2);
		}
	}

	@Test
	void faultFiresAlways() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			server.inject(Fault.zeroLength()).always().at(Point.BEFORE_REPLY);
			assertThatLies(client, true, true, true);
		}
	}

	@Test
	void exchangesAreCountedOnEachConnection() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo();
				TestClient first = new TestClient(server);
				TestClient second = new TestClient(server)) {
			server.inject(Fault.zeroLength()).onExchange(2).always().at(Point.BEFORE_REPLY);
			assertThatLies(first, false, true, false);
			assertThatLies(second, false, true, false);
		}
	}

	@Test
	void connectionsAreCountedInTheOrderOfAccepting() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo();
				TestClient first = new TestClient(server);
				TestClient second = new TestClient(server)) {
			server.inject(Fault.zeroLength()).onConnection(2).at(Point.BEFORE_REPLY);
			assertThatLies(first, false, false);
			assertThatLies(second, true, false);
		}
	}

	@Test
	void requestDecides() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			server.inject(Fault.fin()).when((request) -> request[0] == 'e').at(Point.BEFORE_REPLY);
			assertThatLies(client, false, false);
			client.send(Scene.EFGH);
			assertThat(client.read()).isEqualTo(-1);
		}
	}

	@Test
	void faultsAtOnePointFireInTheirOrder() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			server.inject(Fault.extraBytes((byte) 1)).at(Point.MID_PAYLOAD);
			server.inject(Fault.extraBytes((byte) 2)).at(Point.MID_PAYLOAD);
			server.inject(Fault.fin()).at(Point.MID_PAYLOAD);
			client.send(Scene.ABCD);
			assertThat(client.receive(9)).isEqualTo("00 00 00 04 61 62 01 02");
		}
	}

	@Test
	void idleConnectionThatHasNotBeenUsedIsOfExchangeZero() throws Exception {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			server.inject(Fault.extraBytes((byte) 2)).at(Point.WHILE_IDLE);
			InjectedFault unused = server.inject(Fault.extraBytes((byte) 1)).onExchange(0).at(Point.WHILE_IDLE);
			unused.awaitFired(Duration.ofSeconds(10));
			assertThat(client.receive(1)).isEqualTo("01");
			client.send(Scene.ABCD);
			assertThat(client.receive(9)).isEqualTo(Scene.ABCD + " 02");
		}
	}

	@Test
	void idleTimeIsOneOccasion() throws Exception {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			server.inject(Fault.extraBytes((byte) 1)).always().at(Point.WHILE_IDLE);
			for (int i = 0; i < 2; i++) {
				client.send(Scene.ABCD);
				assertThat(client.receive(9)).isEqualTo(Scene.ABCD + " 01");
				client.assertSilent();
			}
		}
	}

	@ParameterizedTest
	@MethodSource("faults")
	void faultIsRefusedWhereItMakesNoSense(Fault fault) {
		FramedTcpServer server = FramedTcpServer.echo();
		for (Point point : Point.values()) {
			assertThat(fault.points().contains(point)).isEqualTo(fault.supports(point));
			if (fault.supports(point)) {
				assertThat(server.inject(fault).at(point)).hasToString(fault + " at " + point + ", once");
			}
			else {
				assertThatIllegalArgumentException().isThrownBy(() -> server.inject(fault).at(point))
					.withMessage(fault + " cannot be injected at " + point + ", but at " + fault.points());
			}
		}
		assertThatExceptionOfType(AssertionError.class).isThrownBy(server::close);
	}

	static Stream<Fault> faults() {
		return Stream.of(Fault.fin(), Fault.reset(), Fault.halfClose(), Fault.stall(),
				Fault.delay(Duration.ofMillis(1)), Fault.refuseToRead(), Fault.throttle(1), Fault.split(),
				Fault.splitAt(1), Fault.extraBytes((byte) 1), Fault.unsolicitedFrame(new byte[1]),
				Fault.duplicateReply(), Fault.lateReply(Duration.ofMillis(1)), Fault.swapReplies(), Fault.garbage(1),
				Fault.wrongLength(1));
	}

	@Test
	void conditionsThatMakeNoSenseAreRefused() {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			assertThatIllegalArgumentException().isThrownBy(() -> server.inject(Fault.fin()).times(0));
			assertThatIllegalArgumentException().isThrownBy(() -> server.inject(Fault.fin()).onConnection(0));
			assertThatIllegalArgumentException().isThrownBy(() -> server.inject(Fault.fin()).onExchange(-1));
			server.reset();
			assertThatIllegalArgumentException()
				.isThrownBy(() -> server.inject(Fault.fin()).onExchange(1).at(Point.ON_ACCEPT))
				.withMessage("There is no exchange yet at ON_ACCEPT");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> server.inject(Fault.fin()).onExchange(0).at(Point.BEFORE_REPLY));
			assertThatIllegalArgumentException()
				.isThrownBy(() -> server.inject(Fault.fin()).when((request) -> true).at(Point.MID_REQUEST))
				.withMessage("The request is not known yet at MID_REQUEST, so no condition can ask for it");
		}
	}

	@Test
	void pointThatAServerNeverComesToIsRefused() {
		FrameFormat oneByte = FrameFormat.lengthField(1, ByteOrder.BIG_ENDIAN);
		try (FramedTcpServer small = FramedTcpServer.builder().format(oneByte).echo();
				FramedTcpServer serving = FramedTcpServer.serving(ServerConnection::awaitClose)) {
			assertThatIllegalArgumentException().isThrownBy(() -> small.inject(Fault.fin()).at(Point.MID_HEADER))
				.withMessageStartingWith("This server never comes to MID_HEADER, but to [ON_ACCEPT, ");
			assertThatIllegalArgumentException().isThrownBy(() -> serving.inject(Fault.fin()).at(Point.AFTER_REPLY))
				.withMessage("This server never comes to AFTER_REPLY, but to [ON_ACCEPT]");
		}
	}

	@Test
	void valuesThatMakeNoSenseAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.throttle(0));
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.delay(Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.lateReply(Duration.ofMillis(-1)));
		assertThatIllegalArgumentException().isThrownBy(Fault::extraBytes);
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.shortLength(0));
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.longLength(0));
	}

	private static void assertThatLies(TestClient client, boolean... lies) throws IOException {
		for (boolean lie : lies) {
			client.send(Scene.ABCD);
			assertThat(client.receive(8)).isEqualTo(lie ? LIE : Scene.ABCD);
		}
	}

}
