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

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

import com.unboundid.asn1.ASN1StreamReader;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.LDAPResponse;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpConnectException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Searches a directory with the devices n0 to n255 for their serial numbers.
 *
 * @param <S> the server
 */
abstract class LdapContract<S extends Server> extends MatcherContract<S> {

	/** Lengths of more than 127 bytes have another form. */
	static final String DESCRIPTION = "d".repeat(300);

	private static final HexFormat HEX = HexFormat.of();

	private static final String BASE = "dc=example,dc=com";

	LdapContract(S server) {
		super(server);
	}

	@Override
	byte[] request(int number) {
		return new LDAPMessage(id(number), search("cn", "n" + number, "serialNumber")).encode().encode();
	}

	@Override
	void check(byte[] reply, int number) {
		List<LDAPResponse> messages = new ArrayList<>();
		try (ASN1StreamReader reader = new ASN1StreamReader(new ByteArrayInputStream(reply))) {
			for (LDAPResponse next = read(reader); next != null; next = read(reader)) {
				messages.add(next);
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
		assertThat(messages).hasSize(2)
			.allSatisfy((message) -> assertThat(message.getMessageID()).isEqualTo(id(number)));
		assertThat(messages.get(0)).isInstanceOfSatisfying(SearchResultEntry.class, (entry) -> {
			assertThat(entry.getDN()).isEqualTo("cn=n" + number + "," + BASE);
			assertThat(entry.getAttributeValueAsInteger("serialNumber")).isEqualTo(number);
		});
		assertThat(messages.get(1)).isInstanceOfSatisfying(SearchResult.class,
				(end) -> assertThat(end.getResultCode()).isEqualTo(ResultCode.SUCCESS));
	}

	@Test
	void converterReturnsAllEntriesThatWereFound() {
		client().run(server().port(), (template, pool) -> {
			SearchRequest all = search("objectClass", "device", "serialNumber", "description");
			SearchResult found = template.convertSendAndReceive(all, SearchResult.class);
			assertThat(found.getResultCode()).isEqualTo(ResultCode.SUCCESS);
			assertThat(found.getSearchEntries())
				.allSatisfy((entry) -> assertThat(entry.getAttributeValue("description")).isEqualTo(DESCRIPTION))
				.extracting((entry) -> entry.getAttributeValueAsInteger("serialNumber"))
				.containsExactlyInAnyOrderElementsOf(IntStream.range(0, 256).boxed().toList());
			SearchResult one = template.convertSendAndReceive(search("cn", "n7", "serialNumber"), SearchResult.class);
			assertThat(one.getSearchEntries()).hasSize(1);
			assertThat(one.getMessageID()).isGreaterThan(found.getMessageID());
			assertThat(pool.statistics().opened()).isOne();
		});
	}

	@Test
	void searchThatFindsNothingOrFailsHasAReplyToo() {
		client().run(server().port(), (template, pool) -> {
			SearchResult none = template.convertSendAndReceive(search("cn", "nobody"), SearchResult.class);
			assertThat(none.getResultCode()).isEqualTo(ResultCode.SUCCESS);
			assertThat(none.getSearchEntries()).isEmpty();
			SearchRequest elsewhere = new SearchRequest("ou=nowhere," + BASE, SearchScope.SUB,
					Filter.createPresenceFilter("cn"));
			SearchResult failed = template.convertSendAndReceive(elsewhere, SearchResult.class);
			assertThat(failed.getResultCode()).isEqualTo(ResultCode.NO_SUCH_OBJECT);
			assertThat(pool.statistics().opened()).isOne();
		});
	}

	@Test
	void requestsOfOneListAreSentOneByOne() {
		client().run(server().port(), (template, pool) -> {
			List<byte[]> replies = template.sendAndReceiveAll(IntStream.range(0, 20).mapToObj(this::request).toList());
			for (int i = 0; i < replies.size(); i++) {
				check(replies.get(i), i);
			}
			assertThat(pool.statistics().opened()).isOne();
		});
	}

	@Test
	void wrongPasswordIsToldWithTheAnswerOfTheServer() {
		byte[] bind = new LDAPMessage(1, new BindRequestProtocolOp("cn=app," + BASE, "wrong")).encode().encode();
		client().run(server().port(),
				(template, pool) -> assertThatExceptionOfType(FramedTcpConnectException.class)
					.isThrownBy(() -> call(template, 1))
					.withMessageContaining("framed-tcp.initializer.steps[1]: a frame of ")
					.withMessageContaining("and did not match the pattern that was expected. The server answered '0")
					.withMessageContaining(" 0a 01 31 "),
				"framed-tcp.initializer.steps[0].send=" + HEX.formatHex(bind),
				"framed-tcp.initializer.steps[1].receive=true",
				"framed-tcp.initializer.steps[1].expect-pattern=(?s)^.{1,16}\\x61.{1,5}\\x0a\\x01\\x00",
				"framed-tcp.initializer.steps[1].show-answer=true");
	}

	private static LDAPResponse read(ASN1StreamReader reader) throws Exception {
		return LDAPMessage.readLDAPResponseFrom(reader, false);
	}

	private static SearchRequest search(String attribute, String value, String... attributes) {
		return new SearchRequest(BASE, SearchScope.SUB, Filter.createEqualityFilter(attribute, value), attributes);
	}

	/** Some have two bytes. */
	private static int id(int number) {
		return 1 + 50 * number;
	}

}
