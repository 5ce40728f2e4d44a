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

package io.framedtcp.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.apache.commons.pool2.PooledObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.connection.FramedConnectionFactory.OpenLimitException;
import io.framedtcp.framing.EncodedFrame;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FramedConnectionFactory}.
 */
class FramedConnectionFactoryTests {

	private final List<RetireReason> retired = new ArrayList<>();

	private final FramedTcpServer server = FramedTcpServer.echo();

	private final ConnectionSettings settings = ConnectionSettings.builder()
		.address("127.0.0.1", this.server.port())
		.build();

	private final FramedConnectionFactory factory = new FramedConnectionFactory("factory", this.settings, Duration.ZERO,
			1, new ConnectionListener() {

				@Override
				public void connectionRetired(ConnectionInfo connection, RetireReason reason) {
					FramedConnectionFactoryTests.this.retired.add(reason);
				}

			}, new ConnectionRegister());

	@AfterEach
	void close() {
		this.factory.close();
		this.server.close();
	}

	@Test
	void connectionThatIsDestroyedTwiceCountsOnce() throws Exception {
		PooledObject<FramedConnection> first = this.factory.makeObject();
		this.factory.destroyObject(first);
		PooledObject<FramedConnection> second = this.factory.makeObject();
		this.factory.destroyObject(first);
		assertThat(this.retired).containsExactly(RetireReason.SURPLUS);
		assertThatExceptionOfType(OpenLimitException.class).isThrownBy(this.factory::makeObject);
		this.factory.destroyObject(second);
		this.factory.destroyObject(this.factory.makeObject());
	}

	@Test
	void connectionOnWhichAReplyIsNotWaitedForIsNotUsedAgain() throws Exception {
		FramedConnection connection = this.factory.makeObject().getObject();
		EncodedFrame request = EncodedFrame.of(new byte[10], this.settings.framing(), 1000);
		connection.startLease();
		connection.send(request, Deadline.never());
		PendingRequests requests = new PendingRequests(null);
		requests.add(request.payload());
		assertThatExceptionOfType(ExchangeFailedException.class)
			.isThrownBy(() -> connection.receive(requests, Deadline.after(Duration.ZERO)));
		assertThat(connection.retireReason()).isEqualTo(RetireReason.TIMED_OUT);
		assertThat(this.factory.isReusable(connection)).isFalse();
	}

}
