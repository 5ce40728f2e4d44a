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

package io.framedtcp.internal.shared;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

import io.framedtcp.FramedTcpException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTemplateBuilder;
import io.framedtcp.FramedTcpTimeoutException;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.UnsolicitedFrameHandler;
import io.framedtcp.support.Callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Callers, and a server that answers when a test says so.
 */
@Timeout(60)
abstract class AbstractSharedTests {

	static final Duration SHORT = Duration.ofMillis(150);

	/** More than the kernel takes of a peer that does not read. */
	static final int LARGE = 12 * 1024 * 1024;

	final Callers callers = new Callers();

	SharedPeer peer;

	@BeforeEach
	void startPeer() throws IOException {
		this.peer = new SharedPeer();
	}

	@AfterEach
	void closePeer() throws IOException {
		this.callers.close();
		this.peer.close();
	}

	/**
	 * Makes a client with room for a large frame and others.
	 * @return the client
	 */
	FramedTcpTemplate roomy() {
		return this.peer.client().shared((shared) -> shared.maxInFlightBytes(2L * LARGE)).build();
	}

	/**
	 * Makes a client with one call in flight and one that waits, and room for no other.
	 * @return the client
	 */
	FramedTcpTemplate full() {
		FramedTcpTemplate template = this.peer.client()
			.pool((pool) -> pool.maxWaiting(1))
			.shared((shared) -> shared.maxInFlight(1))
			.build();
		call(template, 1);
		taken(1);
		call(template, 2);
		awaitWaiting(template, 1);
		return template;
	}

	/**
	 * Begins to build a client that takes frames with the id 0 for unsolicited ones.
	 * @param handler handles them
	 * @return the builder
	 */
	FramedTcpTemplateBuilder handling(UnsolicitedFrameHandler handler) {
		return this.peer.unmatchedClient()
			.matcher(ExchangeMatcher.equalBytes(0, 0, SharedPeer.ID_LENGTH)
				.orUnsolicited((frame) -> SharedPeer.id(frame) == 0))
			.unsolicitedFrameHandler(handler);
	}

	FramedTcpTemplate inOrder() {
		return this.peer.unmatchedClient().shared(SharedSettings.Builder::inOrder).build();
	}

	Future<String> call(FramedTcpTemplate template, int id) {
		return this.callers.call(() -> SharedPeer.text(template.sendAndReceive(SharedPeer.message(id, "request"))));
	}

	/**
	 * Makes a call on a connection that is there, and waits until the peer has it.
	 * @param template the client
	 * @param link the connection
	 * @param id id of the request
	 * @return the text of the reply
	 */
	Future<String> takenCall(FramedTcpTemplate template, SharedPeer.Connection link, int id) {
		Future<String> call = call(template, id);
		assertThat(link.takeId()).isEqualTo(id);
		return call;
	}

	List<Future<String>> calls(FramedTcpTemplate template, int... ids) {
		return Arrays.stream(ids).mapToObj((id) -> call(template, id)).toList();
	}

	/**
	 * Waits for the next connection and for requests on it.
	 * @param count how many
	 * @return the connection
	 */
	SharedPeer.Connection taken(int count) {
		SharedPeer.Connection link = this.peer.accept();
		takeAll(link, count);
		return link;
	}

	static void takeAll(SharedPeer.Connection link, int count) {
		for (int i = 0; i < count; i++) {
			link.take();
		}
	}

	static FramedTcpException failure(Future<?> call) {
		try {
			Callers.get(call);
			throw new AssertionError("The call was answered");
		}
		catch (IllegalStateException ex) {
			return (FramedTcpException) ex.getCause();
		}
	}

	/**
	 * Waits until the first frame is being written, so that others come behind it.
	 * @param template the client
	 */
	static void awaitWriting(FramedTcpTemplate template) {
		Awaitility.await().until(() -> template.getPool().sharing().frames() == 1);
	}

	static void awaitInFlight(FramedTcpTemplate template, int count) {
		Awaitility.await().until(() -> template.getPool().sharing().inFlight() == count);
	}

	static void awaitWaiting(FramedTcpTemplate template, int count) {
		Awaitility.await().until(() -> template.getPool().sharing().waiting() == count);
	}

	static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	static void assertTimesOut(FramedTcpTemplate template, int id) {
		// On a busy machine it takes a while to connect.
		Duration timeout = (template.getPool().sharing().connections() > 0) ? SHORT : SHORT.multipliedBy(4);
		assertThatExceptionOfType(FramedTcpTimeoutException.class)
			.isThrownBy(() -> template.sendAndReceive(SharedPeer.message(id, ""), timeout));
	}

	/**
	 * Answers a request, and checks that its caller gets the answer.
	 * @param link the connection
	 * @param id id of the request
	 * @param call the call
	 */
	static void assertAnswered(SharedPeer.Connection link, int id, Future<String> call) {
		link.answer(id, "own " + id);
		assertThat(Callers.get(call)).isEqualTo("own " + id);
	}

	static void assertIdle(FramedTcpTemplate template) {
		Awaitility.await().untilAsserted(() -> {
			assertThat(template.getPool().counts().active()).isZero();
			assertThat(template.getPool().sharing().connections()).isZero();
			assertThat(template.getPool().sharing().inFlight()).isZero();
			assertThat(template.getPool().sharing().waiting()).isZero();
		});
	}

}
