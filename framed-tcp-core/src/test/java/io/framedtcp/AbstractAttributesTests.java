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

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;

import io.framedtcp.spi.ConnectionAttributes.Key;
import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.ExchangeMatcher.Verdict;
import io.framedtcp.spi.RequestStamper;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server that gives each connection a token, and wants the token and the next number in
 * each request.
 */
abstract class AbstractAttributesTests {

	static final Key<String> TOKEN = Key.of("token", String.class);

	static final Key<Integer> NUMBER = Key.of("number", Integer.class);

	static final ConnectionInitializer LOGIN = (connection) -> connection.attributes()
		.set(TOKEN, text(connection.exchange(bytes("login"))));

	static final RequestStamper STAMPER = (connection, payload) -> bytes(connection.require(TOKEN) + ":"
			+ connection.update(NUMBER, 1, (number) -> number + 1) + ":" + text(payload));

	/** The reply begins with the token and the number of its request. */
	static final ExchangeMatcher MATCHER = ExchangeMatcher.perConnection((connection) -> (request,
			frame) -> (text(frame).startsWith(connection.get(TOKEN) + ":") && stamp(frame).equals(stamp(request)))
					? Verdict.MATCH : Verdict.MISMATCH);

	final List<String> faults = new CopyOnWriteArrayList<>();

	final List<String> heard = new CopyOnWriteArrayList<>();

	final AtomicBoolean losing = new AtomicBoolean();

	final ClosedConnections closedConnections = new ClosedConnections();

	final FramedTcpServer server = FramedTcpServer.serving(this::serve);

	@AfterEach
	void close() {
		this.server.close();
		assertThat(this.faults).isEmpty();
	}

	void serve(ServerConnection connection) throws IOException {
		String token = "token-" + connection.number();
		byte[] login = connection.readFrame();
		if (login == null) {
			return;
		}
		connection.writeFrame(bytes(token));
		int number = 0;
		for (byte[] frame = connection.readFrame(); frame != null; frame = connection.readFrame()) {
			String request = text(frame);
			this.heard.add(request);
			if (request.startsWith("answer of ")) {
				continue;
			}
			number++;
			if (!request.startsWith(token + ":" + number + ":")) {
				this.faults.add(request + " instead of " + token + ":" + number);
			}
			if (this.losing.getAndSet(false)) {
				return;
			}
			if (request.endsWith(":notify")) {
				connection.writeFrame(bytes("!"));
			}
			if (!request.endsWith(":silent")) {
				connection.writeFrame(request.endsWith("another") ? bytes("token-9:" + number + ":") : frame);
			}
		}
	}

	static void echo(ServerConnection connection) throws IOException {
		for (byte[] request = connection.readFrame(); request != null; request = connection.readFrame()) {
			connection.writeFrame(request);
		}
	}

	FramedTcpTemplate template(Consumer<FramedTcpTemplateBuilder> settings) {
		FramedTcpTemplateBuilder builder = FramedTcpTemplate.builder(this.server.host(), this.server.port())
			.initializer(LOGIN)
			.matcher(MATCHER.orUnsolicited((frame) -> frame[0] == '!'))
			.requestStamper(STAMPER)
			.listener(this.closedConnections);
		settings.accept(builder);
		return builder.build();
	}

	static String stamp(byte[] payload) {
		String text = text(payload);
		return text.substring(0, text.lastIndexOf(':'));
	}

	static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
