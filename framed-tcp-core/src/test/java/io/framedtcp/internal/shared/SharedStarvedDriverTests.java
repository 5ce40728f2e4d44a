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
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledIf;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTimeoutException;
import io.framedtcp.support.Callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests callers whose driver is a virtual thread that no carrier runs. Before JDK 24 such
 * a thread holds its carrier while it waits for the channel.
 */
@EnabledIf("io.framedtcp.support.Callers#areVirtual")
@EnabledForJreRange(minVersion = 24)
class SharedStarvedDriverTests extends AbstractSharedTests {

	private static final Duration DEADLINE = Duration.ofMillis(500);

	private final AtomicBoolean busy = new AtomicBoolean(true);

	@Test
	void callerReturnsByItsDeadlineThoughTheDriverCannotRun() throws Exception {
		try (FramedTcpTemplate template = this.peer.client().build()) {
			Future<String> driver = call(template, 1);
			SharedPeer.Connection link = taken(1);
			// The test itself runs in a virtual thread.
			inPlatformThread(() -> {
				try {
					assertReturnsByItsDeadline(template, link);
					assertThat(driver).isNotDone();
				}
				finally {
					this.busy.set(false);
				}
				return null;
			}).get(30, TimeUnit.SECONDS);
			link.answer(1, "one");
			assertThat(Callers.get(driver)).isEqualTo("one");
			Awaitility.await().until(() -> template.getPool().sharing().lateReplies() == 1);
			assertThat(this.peer.connections()).isOne();
		}
	}

	private void assertReturnsByItsDeadline(FramedTcpTemplate template, SharedPeer.Connection link) throws Exception {
		keepCarriersBusy();
		Future<Integer> answered = inPlatformThread(() -> answer(link));
		long start = System.nanoTime();
		assertThatExceptionOfType(FramedTcpTimeoutException.class)
			.isThrownBy(() -> template.sendAndReceive(SharedPeer.message(2, "request"), DEADLINE));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(DEADLINE, DEADLINE.multipliedBy(4));
		assertThat(answered.get(10, TimeUnit.SECONDS)).isEqualTo(2);
	}

	private static int answer(SharedPeer.Connection link) {
		int id = link.takeId();
		link.answer(id, "late");
		return id;
	}

	private static <T> Future<T> inPlatformThread(Callable<T> task) {
		FutureTask<T> future = new FutureTask<>(task);
		new Thread(future, "platform").start();
		return future;
	}

	private void keepCarriersBusy() throws InterruptedException {
		int carriers = Runtime.getRuntime().availableProcessors();
		CountDownLatch running = new CountDownLatch(carriers);
		for (int i = 0; i < carriers; i++) {
			this.callers.call(() -> {
				running.countDown();
				while (this.busy.get()) {
					Thread.onSpinWait();
				}
				return null;
			});
		}
		assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
	}

}
