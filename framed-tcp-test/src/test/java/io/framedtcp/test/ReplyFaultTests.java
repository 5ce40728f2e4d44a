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
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Faults that change the bytes of a reply, or add some.
 */
class ReplyFaultTests {

	@ParameterizedTest
	@EnumSource
	void extraBytesStandWhereTheyWereAskedFor(Point point) throws Exception {
		try (Scene scene = new Scene(Fault.extraBytes((byte) 0xee, (byte) 0xff), point)) {
			scene.play();
			assertThatComes(scene, point, "ee ff", scene.after());
		}
	}

	@ParameterizedTest
	@MethodSource
	void unsolicitedFrameStandsBetweenFrames(Point point) throws Exception {
		try (Scene scene = new Scene(Fault.unsolicitedFrame(new byte[] { 0x7a }), point)) {
			scene.play();
			assertThatComes(scene, point, "00 00 00 01 7a", scene.after());
		}
	}

	static Stream<Point> unsolicitedFrameStandsBetweenFrames() {
		return Scene.pointsOf(Fault.unsolicitedFrame(new byte[0]));
	}

	@ParameterizedTest
	@EnumSource(names = { "AFTER_REPLY", "WHILE_IDLE" })
	void duplicateBehindTheReplyRepeatsIt(Point point) throws Exception {
		try (Scene scene = new Scene(Fault.duplicateReply(), point)) {
			scene.play();
			assertThatComes(scene, point, Scene.ABCD, "");
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "BEFORE_REQUEST", "MID_REQUEST", "BEFORE_REPLY" })
	void duplicateBeforeTheReplyRepeatsTheOneBefore(Point point) throws Exception {
		assertThat(Fault.duplicateReply().supports(point)).isTrue();
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			server.inject(Fault.duplicateReply()).at(point);
			client.send(Scene.ABCD);
			assertThat(client.receive(8)).isEqualTo(Scene.ABCD);
			client.send(Scene.EFGH);
			assertThat(client.receive(16)).isEqualTo(Scene.ABCD + " " + Scene.EFGH);
		}
	}

	@ParameterizedTest
	@MethodSource
	void garbageTakesThePlaceOfTheRestOfTheReply(Point point) throws Exception {
		try (Scene scene = new Scene(Fault.garbage(42), point)) {
			scene.play();
			byte[] random = new byte[Scene.length(scene.after())];
			new Random(42).nextBytes(random);
			assertThatComes(scene, point, HexFormat.ofDelimiter(" ").formatHex(random), "");
		}
	}

	static Stream<Point> garbageTakesThePlaceOfTheRestOfTheReply() {
		return Scene.pointsOf(Fault.garbage(0));
	}

	@ParameterizedTest
	@MethodSource
	void headerAnnouncesAnotherLength(Fault fault, String header) throws IOException {
		assertThat(fault.points()).containsExactly(Point.BEFORE_REPLY);
		try (Scene scene = new Scene(fault, Point.BEFORE_REPLY)) {
			scene.client.send(Scene.ABCD);
			assertThat(scene.client.receive(8)).isEqualTo(header + " 61 62 63 64");
			scene.client.send(Scene.EFGH);
			assertThat(scene.client.receive(8)).isEqualTo(Scene.EFGH);
		}
	}

	static Stream<Arguments> headerAnnouncesAnotherLength() {
		return Stream.of(Arguments.of(Fault.negativeLength(), "ff ff ff ff"),
				Arguments.of(Fault.zeroLength(), "00 00 00 00"), Arguments.of(Fault.shortLength(1), "00 00 00 03"),
				Arguments.of(Fault.shortLength(4), "00 00 00 00"), Arguments.of(Fault.longLength(3), "00 00 00 07"),
				Arguments.of(Fault.oversizedLength(), "7f ff ff ff"),
				Arguments.of(Fault.wrongLength(0x01020304), "01 02 03 04"));
	}

	@ParameterizedTest
	@MethodSource
	void splitReplyIsWhole(Point point) throws Exception {
		try (Scene scene = new Scene(Fault.split(), point)) {
			scene.play();
			assertThatComes(scene, point, "", scene.after());
		}
	}

	static Stream<Point> splitReplyIsWhole() {
		return Scene.pointsOf(Fault.split());
	}

	@Test
	void splitReplyComesToAClientThatHasSentItsLastByte() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			server.inject(Fault.split()).at(Point.BEFORE_REPLY);
			client.send(Scene.ABCD);
			client.shutdownOutput();
			assertThat(client.receive(9)).isEqualTo(Scene.ABCD);
		}
	}

	@Test
	void splitReplyComesInSegments() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			server.inject(Fault.splitAt(3, 7)).always().at(Point.BEFORE_REPLY);
			// A reader that is slow gets several segments at a time; not each time,
			// though.
			boolean seen = false;
			for (int i = 0; i < 1000 && !seen; i++) {
				client.send(Scene.ABCD);
				int first = client.readSome();
				int second = (first < 8) ? client.readSome() : 0;
				assertThat(first).isIn(3, 7, 8);
				client.receive(8 - first - second);
				seen = first == 3 && second == 4;
			}
			assertThat(seen).isTrue();
		}
	}

	private static void assertThatComes(Scene scene, Point point, String bytes, String rest) throws IOException {
		if (point == Point.ON_ACCEPT) {
			assertThat(scene.client.receive(Scene.length(bytes))).isEqualTo(bytes);
			scene.client.send(Scene.ABCD);
			assertThat(scene.client.receive(Scene.length(rest))).isEqualTo(rest);
		}
		else {
			String expected = (bytes + " " + rest).strip();
			assertThat(scene.client.receive(Scene.length(expected))).isEqualTo(expected);
		}
		scene.client.send(Scene.EFGH);
		assertThat(scene.client.receive(8)).isEqualTo(Scene.EFGH);
	}

}
