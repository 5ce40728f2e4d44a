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

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.framedtcp.config.PoolSettings;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.support.Callers;
import io.framedtcp.test.FramedTcpServer;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.exchange;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PoolSettings#maxUses()}: how many exchanges a connection serves. The
 * server closes a connection after so many replies.
 */
@Timeout(30)
class MaxUsesTests {

	private static final int USES = 3;

	private final ConcurrentMap<Integer, AtomicInteger> served = new ConcurrentHashMap<>();

	private final ClosedConnections closedConnections = new ClosedConnections();

	private int closesAfter = USES;

	private final FramedTcpServer server = FramedTcpServer.serving((connection) -> {
		AtomicInteger count = new AtomicInteger();
		this.served.put(connection.number(), count);
		byte[] request = connection.readFrame();
		while (request != null) {
			boolean last = count.incrementAndGet() == this.closesAfter;
			connection.writeFrame(request);
			request = last ? null : connection.readFrame();
		}
	});

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void connectionOfAServerThatClosesAfterEachReplyServesOneExchange() {
		this.closesAfter = 1;
		try (FramedTcpTemplate template = template(1)) {
			for (int i = 0; i < 50; i++) {
				assertThat(exchange(template, "call " + i)).isEqualTo("call " + i);
			}
			assertThat(this.closedConnections.reasons()).hasSize(50).containsOnly(CloseReason.USED_UP);
			assertThat(template.getPool().counts().idle()).isZero();
			assertThat(template.getPool().statistics().closed()).containsOnlyKeys(CloseReason.USED_UP);
		}
		assertThat(this.served).hasSize(50);
	}

	@Test
	void connectionServesAsManyExchangesAsItMay() {
		try (FramedTcpTemplate template = template(USES)) {
			for (int i = 0; i < 2 * USES + 1; i++) {
				assertThat(exchange(template, "call " + i)).isEqualTo("call " + i);
			}
			assertThat(uses()).containsExactlyInAnyOrder(USES, USES, 1);
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.USED_UP, CloseReason.USED_UP);
		}
	}

	@Test
	void connectionIsUsedWithoutBoundByDefault() {
		this.closesAfter = Integer.MAX_VALUE;
		try (FramedTcpTemplate template = template(0)) {
			for (int i = 0; i < 20; i++) {
				exchange(template, "call");
			}
			assertThat(uses()).containsExactly(20);
		}
	}

	@Test
	void requestWithoutAReplyIsAUse() {
		try (FramedTcpServer silent = FramedTcpServer.handling((request, connection) -> {
		});
				FramedTcpTemplate template = FramedTcpTemplate.builder(silent.host(), silent.port())
					.pool((pool) -> pool.maxUses(2))
					.listener(this.closedConnections)
					.build()) {
			template.send(bytes("one"));
			template.send(bytes("two"));
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.USED_UP);
		}
	}

	@Test
	void batchGetsAConnectionWithEnoughUsesLeft() {
		// Its end would be seen behind the last reply, as the first reason to close.
		this.closesAfter = Integer.MAX_VALUE;
		try (FramedTcpTemplate template = template(USES)) {
			assertThat(exchange(template, "first")).isEqualTo("first");
			List<byte[]> requests = Collections.nCopies(USES, bytes("batch"));
			assertThat(template.sendAndReceiveAll(requests)).hasSize(USES)
				.allSatisfy((reply) -> assertThat(text(reply)).isEqualTo("batch"));
			assertThat(uses()).containsExactlyInAnyOrder(1, USES);
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.USED_UP, CloseReason.USED_UP);
			assertThat(template.getPool().statistics().retried()).isZero();
		}
	}

	@Test
	void batchThatNoConnectionMayServeIsRefused() {
		try (FramedTcpTemplate template = template(USES)) {
			List<byte[]> requests = Collections.nCopies(USES + 1, bytes("batch"));
			assertThatIllegalArgumentException().isThrownBy(() -> template.sendAndReceiveAll(requests))
				.withMessage("4 requests cannot share a connection of the client 'default', which serves no more than "
						+ "framed-tcp.pool.max-uses=3. Send fewer at a time, or one after the other.");
			assertThat(this.served).isEmpty();
		}
	}

	@Test
	void sessionIsNotCutShort() {
		this.closesAfter = Integer.MAX_VALUE;
		try (FramedTcpTemplate template = template(USES)) {
			int frames = template.execute((session) -> {
				for (int i = 0; i < USES + 2; i++) {
					assertThat(session.sendAndReceive(bytes("frame"))).isEqualTo(bytes("frame"));
				}
				return USES + 2;
			});
			assertThat(uses()).containsExactly(frames);
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.USED_UP);
		}
	}

	@Test
	void initializerUsesUpNothing() {
		this.closesAfter = 2;
		try (FramedTcpTemplate template = builder(1).initializer((connection) -> connection.exchange(bytes("login")))
			.build()) {
			assertThat(exchange(template, "one")).isEqualTo("one");
			assertThat(exchange(template, "two")).isEqualTo("two");
			assertThat(uses()).containsExactly(2, 2);
		}
	}

	@Test
	void sharedConnectionIsDrainedAfterAsManyCallsAsItMayServe() {
		try (Callers callers = new Callers();
				FramedTcpTemplate template = builder(USES).matcher(ExchangeMatcher.equalBytes(0, 0, 4))
					.shared((shared) -> shared.connections(2))
					.build()) {
			List<String> replies = callers.callAll(40, (number) -> exchange(template, String.format("%04d", number)));
			assertThat(replies).isEqualTo(IntStream.range(0, 40).mapToObj((i) -> String.format("%04d", i)).toList());
			assertThat(uses()).allSatisfy((count) -> assertThat(count).isBetween(1, USES));
			assertThat(uses().stream().mapToInt(Integer::intValue).sum()).isEqualTo(40);
			assertThat(template.getPool().statistics().closed()).containsKey(CloseReason.USED_UP)
				.doesNotContainKeys(CloseReason.BROKEN, CloseReason.TIMED_OUT);
		}
	}

	@Test
	void sharedConnectionsWithOneUseAreRefused() {
		FramedTcpTemplateBuilder builder = builder(1).shared((shared) -> shared.inOrder());
		assertThatIllegalArgumentException().isThrownBy(builder::build)
			.withMessage("Connections with one use each ('maxUses') cannot be shared");
	}

	private Collection<Integer> uses() {
		return this.served.values().stream().map(AtomicInteger::get).toList();
	}

	private FramedTcpTemplate template(int maxUses) {
		return builder(maxUses).build();
	}

	private FramedTcpTemplateBuilder builder(int maxUses) {
		return FramedTcpTemplate.builder(this.server.host(), this.server.port())
			.pool((pool) -> pool.maxUses(maxUses))
			.listener(this.closedConnections);
	}

}
