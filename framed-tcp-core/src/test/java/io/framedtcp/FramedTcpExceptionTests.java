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

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FramedTcpException}.
 */
class FramedTcpExceptionTests {

	private final FramedTcpException exception = new FramedTcpTimeoutException("No reply came in time.",
			new ExchangeContext("payments", "host/10.0.0.1:9000", Phase.READ, Duration.ofNanos(5_999_999), true),
			new IOException("cause"));

	@Test
	void messageShowsWhereTheExchangeWas() {
		assertThat(this.exception).hasMessage("No reply came in time. [client=payments, address=host/10.0.0.1:9000,"
				+ " phase=READ, elapsed=5ms, requestMaybeSent=true]");
	}

	@Test
	void callersReadTheSameFromItsMethods() {
		assertThat(this.exception.getClient()).isEqualTo("payments");
		assertThat(this.exception.getAddress()).isEqualTo("host/10.0.0.1:9000");
		assertThat(this.exception.getPhase()).isEqualTo(Phase.READ);
		assertThat(this.exception.getElapsed()).isEqualTo(Duration.ofNanos(5_999_999));
		assertThat(this.exception.isRequestMaybeSent()).isTrue();
	}

	@Test
	void allOfItSurvivesSerialization() throws Exception {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(this.exception);
		}
		ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()));
		FramedTcpException copy = (FramedTcpException) in.readObject();
		assertThat(copy).isInstanceOf(FramedTcpTimeoutException.class).hasMessage(this.exception.getMessage());
		assertThat(copy.getCause()).hasMessage("cause");
		assertThat(copy.getElapsed()).isEqualTo(this.exception.getElapsed());
		assertThat(copy.isRequestMaybeSent()).isTrue();
	}

}
