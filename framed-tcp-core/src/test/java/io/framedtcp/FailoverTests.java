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

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.AddressSelection;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A server that accepts connections and closes them, as a proxy does whose own server is
 * down, and another that serves.
 */
class FailoverTests {

	private static final byte[] REQUEST = { 1 };

	private final AtomicInteger refused = new AtomicInteger();

	@RepeatedTest(50)
	void callIsServedByTheOtherUnlessItMayHaveBeenSent() {
		try (FramedTcpServer dead = dead();
				FramedTcpServer live = FramedTcpServer.echo();
				FramedTcpTemplate template = builder(dead, live).build()) {
			try {
				assertThat(template.sendAndReceive(REQUEST)).isEqualTo(REQUEST);
			}
			catch (FramedTcpConnectionLostException ex) {
				// The end came behind the test of the new connection.
				assertThat(ex.isRequestMaybeSent()).isTrue();
			}
			for (int i = 0; i < 5; i++) {
				assertThat(template.sendAndReceive(REQUEST)).isEqualTo(REQUEST);
			}
			assertThat(this.refused).hasValue(1);
		}
	}

	@Test
	void callersAreToldIfNoneServes() {
		try (FramedTcpServer dead = dead();
				FramedTcpServer other = dead();
				FramedTcpTemplate template = builder(dead, other)
					.connection((connection) -> connection.addressSelection(AddressSelection.ROUND_ROBIN))
					.build()) {
			assertThatExceptionOfType(FramedTcpException.class).isThrownBy(() -> template.sendAndReceive(REQUEST))
				.isInstanceOfAny(FramedTcpConnectException.class, FramedTcpConnectionLostException.class);
			assertThat(template.getPool().counts().active()).isZero();
		}
	}

	private FramedTcpServer dead() {
		return FramedTcpServer.serving((connection) -> this.refused.incrementAndGet());
	}

	private static FramedTcpTemplateBuilder builder(FramedTcpServer first, FramedTcpServer second) {
		return FramedTcpTemplate.builder(first.host(), first.port())
			.address(second.host(), second.port())
			.connection((connection) -> connection.addressRetryDelay(Duration.ofHours(10)));
	}

}
