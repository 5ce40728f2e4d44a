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

package io.framedtcp.interop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.solab.iso8583.IsoMessage;
import com.solab.iso8583.IsoType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.framedtcp.FramedTcpOperations;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Talks to a switch behind each length that docs/protocols.md tells of, without a TPDU
 * and with one.
 */
@RecipeFor("ISO 8583, lengths and TPDUs")
class Iso8583ChannelTests {

	private static final String TPDU = "6000010000";

	private static final String TPDU_OF_REPLY = "6000000001";

	/** Has other bytes as a binary length than in BCD, and both of them are not zero. */
	private static final String MORE = "x".repeat(300);

	@ParameterizedTest
	@MethodSource("channels")
	void lengthIsThatOfItsChannel(String channel, List<String> keys) {
		try (Iso8583Switch server = new Iso8583Switch(Iso8583Channel.named(channel), 0, "")) {
			client().run(server.port(), (template, pool) -> assertAnswered(template), properties("framing", keys));
		}
	}

	@ParameterizedTest
	@MethodSource("channelsWithTpdu")
	void lengthCountsTpduOfItsChannel(String channel, List<String> keys) {
		try (Iso8583Switch server = new Iso8583Switch(Iso8583Channel.named(channel), Iso8583Switch.TPDU, "")) {
			List<String> properties = new ArrayList<>();
			properties.addAll(List.of(properties("framing", keys)));
			properties.add("framed-tcp.framing.length-field.marker-behind=" + TPDU);
			properties.add("framed-tcp.reply-framing.type=length-field");
			properties.addAll(List.of(properties("reply-framing", keys)));
			properties.add("framed-tcp.reply-framing.length-field.marker-behind=" + TPDU_OF_REPLY);
			client().run(server.port(), (template, pool) -> assertAnswered(template),
					properties.toArray(String[]::new));
		}
	}

	@Test
	void recipeWithTpduIsAnswered() {
		Recipe recipe = Recipe.of(getClass().getAnnotation(RecipeFor.class).value());
		try (Iso8583Switch server = new Iso8583Switch(Iso8583Channel.NAC, Iso8583Switch.TPDU, "")) {
			new RecipeClient(recipe).run(server.port(), (template, pool) -> assertAnswered(template));
		}
	}

	@Test
	void tpduMayBeginThePayload() {
		try (Iso8583Switch server = new Iso8583Switch(Iso8583Channel.NAC, Iso8583Switch.TPDU, "")) {
			client().run(server.port(), (template, pool) -> {
				IsoMessage request = Iso8583Messages.request(1);
				request.setBinaryIsoHeader(new byte[] { 0x60, 0, 7, 0, 9 });
				byte[] reply = template.sendAndReceive(request.writeData());
				IsoMessage answer = Iso8583Messages.parse(reply, Iso8583Switch.TPDU);
				assertThat(answer.getBinaryIsoHeader()).containsExactly(0x60, 0, 9, 0, 7);
				Iso8583Messages.check(answer, 1);
			}, "framed-tcp.framing.length-field.size=2");
		}
	}

	@Test
	void messageMayEndWithEtxInsteadOfLength() {
		try (Iso8583Switch server = new Iso8583Switch(Iso8583Channel.BASE24, 0, "")) {
			client().run(server.port(), (template, pool) -> assertAnswered(template),
					"framed-tcp.framing.type=delimiter", "framed-tcp.framing.delimiter.end=03");
		}
	}

	/** Where a row has several channels, they are the same on the wire. */
	static Stream<Arguments> channels() {
		return Recipe.table("Channel of jPOS")
			.stream()
			.map((row) -> Arguments.of(keys(row.get(0)).get(0), keys(row.get(2))));
	}

	/** The one with a constant behind its length has no TPDU. */
	static Stream<Arguments> channelsWithTpdu() {
		return channels().filter((channel) -> !channel.get()[1].toString().contains("marker-behind"));
	}

	private static RecipeClient client() {
		return new RecipeClient(new Recipe("", List.of(), List.of()));
	}

	private static List<String> keys(String cell) {
		return Arrays.stream(cell.split(", ")).map(Iso8583ChannelTests::code).toList();
	}

	private static String[] properties(String group, List<String> keys) {
		return keys.stream()
			.map((key) -> "framed-tcp." + group + ".length-field." + key.replace(": ", "=").replace("\"", ""))
			.toArray(String[]::new);
	}

	private static String code(String cell) {
		assertThat(cell).startsWith("`").endsWith("`");
		return cell.substring(1, cell.length() - 1);
	}

	private static void assertAnswered(FramedTcpOperations template) {
		for (int number = 0; number < 3; number++) {
			IsoMessage request = Iso8583Messages.request(number);
			request.setValue(Iso8583Messages.MORE, MORE, IsoType.LLLVAR, 0);
			IsoMessage reply = Iso8583Messages.parse(template.sendAndReceive(request.writeData()), 0);
			Iso8583Messages.check(reply, number);
			assertThat(Iso8583Messages.text(reply, Iso8583Messages.MORE)).isEqualTo(MORE);
		}
	}

}
