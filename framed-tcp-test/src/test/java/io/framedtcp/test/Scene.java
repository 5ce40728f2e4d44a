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
import java.time.Duration;
import java.util.EnumSet;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An echo server, one client, and one fault: what comes before its point on the wire, and
 * what behind it.
 */
final class Scene implements AutoCloseable {

	static final String ABCD = "00 00 00 04 61 62 63 64";

	static final String EFGH = "00 00 00 04 65 66 67 68";

	final FramedTcpServer server = FramedTcpServer.echo();

	final TestClient client;

	final InjectedFault fault;

	private final Point point;

	Scene(Fault fault, Point point) throws IOException {
		this.point = point;
		this.fault = this.server.inject(fault).at(point);
		this.client = new TestClient(this.server);
	}

	static Stream<Point> pointsOf(Fault fault) {
		return EnumSet.allOf(Point.class).stream().filter(fault::supports);
	}

	/**
	 * Have the fault fire, and receive what is sent before.
	 * @throws Exception if that fails
	 */
	void play() throws Exception {
		if (this.point != Point.ON_ACCEPT) {
			this.client.send(ABCD);
		}
		if (this.point == Point.WHILE_IDLE) {
			this.client.send("");
		}
		assertThat(this.client.receive(length(before()))).isEqualTo(before());
		this.fault.awaitFired(Duration.ofSeconds(10));
	}

	/**
	 * Return the part of the reply that is written before the point.
	 * @return the bytes, in hexadecimal
	 */
	String before() {
		return switch (this.point) {
			case ON_ACCEPT, BEFORE_REQUEST, MID_REQUEST, BEFORE_REPLY -> "";
			case MID_HEADER -> ABCD.substring(0, 5);
			case MID_PAYLOAD -> ABCD.substring(0, 17);
			case AFTER_REPLY, WHILE_IDLE -> ABCD;
		};
	}

	/**
	 * Return the part of the reply that is written behind the point.
	 * @return the bytes, in hexadecimal
	 */
	String after() {
		return ABCD.substring(before().length()).strip();
	}

	int requestsBefore() {
		return (this.point.compareTo(Point.MID_REQUEST) > 0) ? 1 : 0;
	}

	void awaitOpen(int count) {
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.untilAsserted(() -> assertThat(this.server.open()).isEqualTo(count));
	}

	static int length(String hex) {
		return (hex.length() + 1) / 3;
	}

	@Override
	public void close() throws IOException {
		this.client.close();
		this.server.close();
	}

}
