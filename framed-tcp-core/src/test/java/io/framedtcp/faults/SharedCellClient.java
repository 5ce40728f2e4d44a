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

package io.framedtcp.faults;

import java.time.Duration;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.support.GenericMessage;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTemplateBuilder;
import io.framedtcp.config.PingSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.config.TlsSettings;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.Ping;
import io.framedtcp.spi.PoolListener;
import io.framedtcp.support.LocalhostTls;

/**
 * The client of a cell of shared connections: what it is set to, and its user code.
 */
final class SharedCellClient {

	/** In the names of its threads. */
	static final String NAME = "shared-fault-matrix";

	static final int MAX_TOTAL = 2;

	static final int MAX_FRAME_SIZE = 32 * 1024 * 1024;

	/** For all frames but the one that is too large. */
	static final int SMALL_FRAME_SIZE = 100;

	/** How many ids of one byte there are. */
	static final int FEW_IDS = 256;

	private static final Duration HOUSEKEEPING = Duration.ofMillis(20);

	private SharedCellClient() {
	}

	static FramedTcpTemplate of(SharedCell cell, String host, int port, LocalhostTls tls, PoolListener listener) {
		int maxFrameSize = (cell.fault() == SharedFault.FRAME_TOO_LARGE) ? SMALL_FRAME_SIZE : MAX_FRAME_SIZE;
		FramedTcpTemplateBuilder builder = FramedTcpTemplate.builder(host, port)
			.client(NAME)
			.listener(listener)
			.responseTimeout(SharedCellRun.FAR_DEADLINE)
			.connection(
					(connection) -> connection.connectTimeout(SharedCellRun.FAR_DEADLINE).maxFrameSize(maxFrameSize))
			.pool((pool) -> configure(pool, cell))
			.shared((shared) -> configure(shared, cell));
		cell.mode().configure(builder);
		switch (cell.fault()) {
			case DOUBLED_REPLY_IGNORED, UNKNOWN_REPLY_IGNORED -> SharedMode.ignoreUnknown(builder);
			case ID_WRAP -> builder.shared((shared) -> shared.assignIds(0, 1));
			case MATCHER_THROWS -> builder.matcher(failingMatcher(cell.victim()));
			case CONVERTER_THROWS -> builder.messageConverter(new FailingConverter());
			default -> {
			}
		}
		if (cell.tls()) {
			builder.tls(TlsSettings.builder(tls::client).build());
		}
		return builder.build();
	}

	private static void configure(PoolSettings.Builder pool, SharedCell cell) {
		pool.maxTotal(MAX_TOTAL)
			.acquireTimeout(SharedCellRun.FAR_DEADLINE)
			.housekeepingInterval(isSurplusToCome(cell) ? HOUSEKEEPING : Duration.ofMinutes(1));
		switch (cell.fault()) {
			case PINGED -> pool.ping(new PingSettings(Ping.of(Payloads.numbered("ping", SharedCellServer.PING)),
					Duration.ofDays(1), SharedCellRun.FAR_DEADLINE));
			// The housekeeper tests an idle connection then, and a caller could open
			// another.
			case PAUSED -> pool.maxTotal(1);
			case TOO_OLD -> pool.maxLifetime(SharedCellRun.DEADLINE);
			case USED_UP -> pool.maxUses(SharedCell.CALLERS);
			default -> {
			}
		}
	}

	private static void configure(SharedSettings.Builder shared, SharedCell cell) {
		shared.maxInFlightBytes(2L * MAX_FRAME_SIZE);
		switch (cell.fault()) {
			case ORPHAN_TOO_OLD -> shared.orphanMaxAge(Duration.ofNanos(1));
			case ORPHAN_TOO_MANY -> shared.maxOrphans(0);
			case PINGED -> shared.suspectAfter(1);
			default -> {
			}
		}
	}

	/**
	 * Return whether there is one reply more than requests, which comes when all calls
	 * are over.
	 * @param cell the cell
	 * @return whether the housekeeper must find it
	 */
	static boolean isSurplusToCome(SharedCell cell) {
		return cell.fault() == SharedFault.DOUBLED_REPLY && cell.mode() == SharedMode.IN_ORDER;
	}

	private static ExchangeMatcher failingMatcher(int victim) {
		ExchangeMatcher matcher = Payloads.matcher();
		return (request, reply) -> {
			if (Payloads.number(reply) == victim) {
				throw new IllegalStateException("a bug");
			}
			return matcher.match(request, reply);
		};
	}

	/**
	 * A converter with a bug.
	 */
	private static final class FailingConverter implements MessageConverter {

		@Override
		public Object fromMessage(Message<?> message, Class<?> targetClass) {
			throw new MessageConversionException("a bug");
		}

		@Override
		public Message<?> toMessage(Object payload, MessageHeaders headers) {
			return new GenericMessage<>(payload);
		}

	}

}
