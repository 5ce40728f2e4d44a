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

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.support.GenericMessage;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.pool.SharingStatus;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.SynchronousPoolListener;
import io.framedtcp.support.Callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The ninth of the ten invariants of shared connections: user code runs without the lock
 * of the connection, so that others can use it meanwhile.
 */
class SharedInvariant9Tests extends AbstractSharedTests {

	private static final int OTHER = 7;

	private volatile FramedTcpTemplate client;

	@Test
	void i9HandlerMayMakeCallsAsNoLockIsHeld() {
		List<SharingStatus> seen = new ArrayList<>();
		try (FramedTcpTemplate template = handling((connection, frame) -> {
			useByAnotherThread();
			seen.add(this.client.getPool().sharing());
			return SharedPeer.message(8, "");
		}).build()) {
			this.client = template;
			Future<String> driver = call(template, 1);
			SharedPeer.Connection link = taken(1);
			link.answer(0, "heartbeat");
			assertThat(link.takeId()).isEqualTo(OTHER);
			assertThat(link.takeId()).isEqualTo(8);
			assertAnswered(link, 1, driver);
			assertThat(seen).hasSize(1);
		}
	}

	@Test
	void i9EachCallerJudgesItsOwnReplyInOrder() {
		List<Thread> judges = Collections.synchronizedList(new ArrayList<>());
		ExchangeMatcher matcher = (request, reply) -> {
			judges.add(Thread.currentThread());
			return ExchangeMatcher.Verdict.MATCH;
		};
		try (FramedTcpTemplate template = this.peer.unmatchedClient()
			.matcher(matcher)
			.shared(SharedSettings.Builder::inOrder)
			.build()) {
			List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
			List<Future<?>> calls = new ArrayList<>();
			SharedPeer.Connection link = null;
			for (int i = 1; i <= 3; i++) {
				int id = i;
				calls.add(this.callers.call(() -> {
					threads.add(Thread.currentThread());
					return template.sendAndReceive(SharedPeer.message(id, ""));
				}));
				link = (link != null) ? link : this.peer.accept();
				link.takeId();
			}
			for (int i = 1; i <= 3; i++) {
				link.answer(i, "");
			}
			calls.forEach(Callers::get);
			assertThat(judges).containsExactlyInAnyOrderElementsOf(threads);
		}
	}

	@Test
	void i9LockIsFreeWhileAListenerHears() {
		CountDownLatch heard = new CountDownLatch(1);
		SynchronousPoolListener listener = new SynchronousPoolListener() {

			@Override
			public void lateReply(ConnectionInfo connection, Duration late) {
				useByAnotherThread();
				heard.countDown();
			}

		};
		try (FramedTcpTemplate template = this.peer.client().listener(listener).build()) {
			this.client = template;
			Future<String> neighbour = call(template, 1);
			SharedPeer.Connection link = taken(1);
			assertTimesOut(template, 2);
			link.takeId();
			link.answer(2, "late");
			assertThat(link.takeId()).isEqualTo(OTHER);
			await(heard);
			assertAnswered(link, 1, neighbour);
		}
	}

	@Test
	void i9LockIsFreeWhileTheMatcherJudges() {
		ExchangeMatcher matcher = (request, reply) -> {
			useByAnotherThread();
			return ExchangeMatcher.Verdict.MATCH;
		};
		try (FramedTcpTemplate template = this.peer.unmatchedClient().matcher(matcher).build()) {
			this.client = template;
			Future<String> call = call(template, 1);
			SharedPeer.Connection link = taken(1);
			link.answer(1, "one");
			assertThat(link.takeId()).isEqualTo(OTHER);
			assertThat(Callers.get(call)).isEqualTo("one");
		}
	}

	@Test
	void i9EachCallerConvertsItsOwnReply() {
		CountDownLatch converting = new CountDownLatch(1);
		CountDownLatch neighbourAnswered = new CountDownLatch(1);
		List<Thread> converters = Collections.synchronizedList(new ArrayList<>());
		MessageConverter converter = new MessageConverter() {

			@Override
			public Object fromMessage(Message<?> message, Class<?> targetClass) {
				converters.add(Thread.currentThread());
				converting.countDown();
				await(neighbourAnswered);
				throw new MessageConversionException("no such type");
			}

			@Override
			public Message<?> toMessage(Object payload, MessageHeaders headers) {
				return new GenericMessage<>(SharedPeer.message((Integer) payload, ""));
			}

		};
		try (FramedTcpTemplate template = this.peer.client().messageConverter(converter).build()) {
			List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
			Future<Integer> driver = this.callers.call(() -> {
				threads.add(Thread.currentThread());
				return template.convertSendAndReceive(1, Integer.class);
			});
			SharedPeer.Connection link = taken(1);
			Future<String> neighbour = takenCall(template, link, 2);
			link.answer(1, "");
			await(converting);
			assertAnswered(link, 2, neighbour);
			neighbourAnswered.countDown();
			assertThatIllegalStateException().isThrownBy(() -> Callers.get(driver))
				.withCauseInstanceOf(MessageConversionException.class);
			assertThat(converters).isEqualTo(threads);
			assertAnswered(link, 3, takenCall(template, link, 3));
			assertIdle(template);
		}
	}

	/**
	 * Lets another thread get the connection's lock.
	 */
	private void useByAnotherThread() {
		Callers.get(this.callers.call(() -> {
			this.client.send(SharedPeer.message(OTHER, ""), Duration.ofSeconds(5));
			return null;
		}), 10);
	}

}
