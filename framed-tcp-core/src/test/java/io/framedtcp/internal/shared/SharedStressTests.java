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

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.framedtcp.FramedTcpException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTemplateBuilder;
import io.framedtcp.config.PingSettings;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.config.UnknownReplyPolicy;
import io.framedtcp.internal.shared.StressServer.Wish;
import io.framedtcp.pool.PoolStatistics;
import io.framedtcp.pool.SharingStatus;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.Ping;
import io.framedtcp.support.Callers;
import io.framedtcp.support.ConnectionCount;
import io.framedtcp.support.OpenSockets;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Everything that can happen to shared connections at once, in many short rounds, each
 * with settings and a schedule of its own: calls that time out, are interrupted or
 * cancelled, batches, frames without a reply, sessions, slow, lost and doubled replies,
 * servers that close, evictions, pauses, and clients that are closed and opened again.
 * <p>
 * The system properties {@code stress.rounds} and {@code stress.seed} change how many
 * rounds there are, and what happens.
 */
class SharedStressTests {

	private static final int ACTIONS = 12;

	/** No request with another wish has an id from here on. */
	private static final int UNIQUE = 0x10100000;

	/** How long after its deadline a caller may come back on a busy machine. */
	private static final long LATENESS_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final int rounds = Integer.getInteger("stress.rounds", 200);

	private final long firstSeed = Long.getLong("stress.seed", System.nanoTime());

	private final StressServer peer = new StressServer();

	private final FramedTcpServer server = this.peer.server();

	@AfterEach
	void closeServer() {
		this.peer.close();
	}

	@Test
	@Timeout(1800)
	void nothingIsLostWhateverRacesWithWhat() {
		long selectors = -1;
		try (Callers callers = new Callers()) {
			for (int i = 0; i < this.rounds; i++) {
				new Round(this.firstSeed + i).run(callers);
				selectors = (selectors < 0) ? OpenSockets.selectors() : selectors;
			}
		}
		long atFirst = selectors;
		Awaitility.await().untilAsserted(() -> {
			assertThat(threadsOfPools()).isEmpty();
			assertThat(this.server.open()).isZero();
			assertThat(OpenSockets.selectors()).isLessThanOrEqualTo(atFirst);
		});
	}

	private static Stream<String> threadsOfPools() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.contains("framed-tcp-shared-stress"));
	}

	/**
	 * One client, and what its callers do to it.
	 */
	private final class Round {

		private final long seed;

		private final Random random;

		private final boolean inOrder;

		private final int shared;

		private final int total;

		private final boolean reopened;

		private final ConnectionCount connections = new ConnectionCount();

		private final Queue<String> errors = new ConcurrentLinkedQueue<>();

		private final AtomicInteger unique = new AtomicInteger(UNIQUE);

		private final FramedTcpTemplate template;

		Round(long seed) {
			this.seed = seed;
			this.random = new Random(seed);
			this.inOrder = this.random.nextInt(3) == 0;
			this.shared = 1 + this.random.nextInt(3);
			this.total = this.shared + this.random.nextInt(2);
			this.reopened = this.random.nextInt(4) == 0;
			this.template = template();
		}

		private FramedTcpTemplate template() {
			FramedTcpTemplateBuilder builder = FramedTcpTemplate
				.builder(SharedStressTests.this.server.host(), SharedStressTests.this.server.port())
				.client("shared-stress")
				.responseTimeout(Duration.ofMillis(1 + this.random.nextInt(30)))
				.listener(this.connections)
				.executor((task) -> {
					Thread thread = new Thread(task, "stress-async");
					thread.setDaemon(true);
					thread.start();
				})
				.pool((pool) -> {
					pool.maxTotal(this.total)
						.acquireTimeout(Duration.ofMillis(1 + this.random.nextInt(200)))
						.closeTimeout(Duration.ofMillis(this.random.nextInt(5)))
						.housekeepingInterval(Duration.ofNanos(50_000 + this.random.nextInt(2_000_000)))
						.maxLifetime(this.random.nextBoolean() ? Duration.ZERO
								: Duration.ofMillis(1 + this.random.nextInt(20)));
					if (this.random.nextBoolean()) {
						pool.ping(new PingSettings(Ping.of(new byte[] { -1, -1, -1, -1 }), Duration.ofSeconds(1),
								Duration.ofMillis(20)));
					}
				})
				.shared(this::share);
			if (!this.inOrder) {
				builder.matcher(matcher());
			}
			return builder.build();
		}

		private ExchangeMatcher matcher() {
			ExchangeMatcher keyed = ExchangeMatcher.equalBytes(0, 0, Integer.BYTES);
			return this.random.nextBoolean() ? keyed : keyed::match;
		}

		private void share(SharedSettings.Builder settings) {
			settings.connections(this.shared)
				.maxInFlight(1 + this.random.nextInt(8))
				.maxInFlightBytes(this.random.nextBoolean() ? 100 : 1_000_000)
				.maxOrphans(this.random.nextInt(6))
				.orphanMaxAge(Duration.ofMillis(1 + this.random.nextInt(100)))
				.suspectAfter(1 + this.random.nextInt(3))
				.onUnknownReply(this.random.nextBoolean() ? UnknownReplyPolicy.IGNORE : UnknownReplyPolicy.CLOSE)
				.drainTimeout(Duration.ofMillis(this.random.nextInt(50)));
			if (this.inOrder) {
				settings.inOrder();
			}
			else if (this.random.nextInt(3) == 0) {
				settings.assignIds(0, 2 + this.random.nextInt(3));
			}
		}

		void run(Callers callers) {
			int actors = 2 + this.random.nextInt(14);
			callers.callAll(actors, (actor) -> {
				Random schedule = new Random(this.seed * 31 + actor);
				for (int i = 0; i < ACTIONS; i++) {
					attempt(schedule, actor * ACTIONS + i);
					// An interrupt is for the action after which it comes.
					Thread.interrupted();
				}
				return null;
			});
			this.template.getPool().open();
			this.template.getPool().resume();
			assertThat(this.errors).as("seed %d", this.seed).isEmpty();
			if (!this.reopened) {
				assertThat(this.connections.max()).as("seed %d", this.seed).isLessThanOrEqualTo(this.total);
			}
			assertWhole();
			this.template.close();
			Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).untilAsserted(() -> {
				assertThat(this.connections.open()).as("seed %d", this.seed).isZero();
				PoolStatistics statistics = this.template.getPool().statistics();
				assertThat(statistics.opened()).as("seed %d", this.seed)
					.isEqualTo(statistics.closed().values().stream().mapToLong(Long::longValue).sum());
			});
		}

		private void assertWhole() {
			Awaitility.await()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(1))
				.untilAsserted(() -> assertNobodyIsLeft());
			Awaitility.await()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(5))
				.ignoreExceptionsInstanceOf(FramedTcpException.class)
				.untilAsserted(() -> {
					byte[] request = request(new Random(), 7);
					request[5] = (byte) Wish.AT_ONCE.ordinal();
					assertThat(this.template.sendAndReceive(request)).as("seed %d", this.seed).isEqualTo(request);
				});
		}

		private void assertNobodyIsLeft() {
			SharingStatus status = this.template.getPool().sharing();
			assertThat(status.inFlight()).as("seed %d", this.seed).isZero();
			assertThat(status.waiting()).as("seed %d", this.seed).isZero();
			assertThat(status.orphans()).as("seed %d", this.seed).isNotNegative();
			assertThat(this.template.getPool().counts().waiting()).as("seed %d", this.seed).isZero();
			assertThat(this.template.getPool().counts().active())
				.as("seed %d: %s, %s", this.seed, status, this.template.getPool().connections().openConnections())
				.isLessThanOrEqualTo(status.connections());
		}

		private void attempt(Random random, int number) {
			Duration timeout = Duration.ofNanos(1 + random.nextInt(20_000_000));
			long start = System.nanoTime();
			try {
				act(random, number, timeout);
			}
			catch (FramedTcpException ex) {
				// It says what has happened.
			}
			catch (RuntimeException | Error ex) {
				this.errors.add(ex.toString() + List.of(ex.getStackTrace()));
			}
			long elapsed = System.nanoTime() - start;
			if (elapsed > LATENESS_NANOS) {
				this.errors.add("came back after " + Duration.ofNanos(elapsed));
			}
		}

		private void act(Random random, int number, Duration timeout) {
			switch (random.nextInt(40)) {
				case 0 -> this.template.getPool().evictAll();
				case 1 -> SharedStressTests.this.server.resetConnections();
				case 2 -> SharedStressTests.this.server.closeConnections();
				case 3 -> {
					if (this.reopened) {
						this.template.getPool().close();
						this.template.getPool().open();
					}
				}
				case 4 -> {
					this.template.getPool().pause();
					LockSupport.parkNanos(random.nextInt(300_000));
					this.template.getPool().resume();
				}
				case 5, 6, 7 -> batch(random, number, timeout);
				case 8, 9, 10 -> this.template.send(unanswered(random, number), timeout);
				case 11, 12, 13 -> cancelled(random, number);
				case 14 -> {
					Thread.currentThread().interrupt();
					exchange(request(random, number), timeout);
				}
				case 15, 16 -> interrupted(random, number, timeout);
				case 17 -> session(random, number, timeout);
				default -> exchange(request(random, number), timeout);
			}
		}

		private void exchange(byte[] request, Duration timeout) {
			judge(request.clone(), this.template.sendAndReceive(request, timeout));
		}

		private void judge(byte[] request, byte[] reply) {
			if (!Arrays.equals(request, reply)) {
				this.errors.add("the reply to " + describe(request) + " was " + describe(reply));
			}
		}

		private String describe(byte[] message) {
			return HexFormat.of().formatHex(message, 0, Math.min(message.length, 12));
		}

		private void batch(Random random, int number, Duration timeout) {
			List<byte[]> requests = new ArrayList<>();
			int count = 1 + random.nextInt(6);
			for (int i = 0; i < count; i++) {
				byte[] request = request(random, number);
				request[0] = (byte) (i + 1);
				requests.add(request);
			}
			List<byte[]> replies = this.template.sendAndReceiveAll(requests, timeout);
			for (int i = 0; i < count; i++) {
				judge(requests.get(i), replies.get(i));
			}
		}

		private void cancelled(Random random, int number) {
			byte[] request = request(random, number);
			CompletableFuture<byte[]> future = this.template.async().sendAndReceive(request);
			LockSupport.parkNanos(random.nextInt(2_000_000));
			if (!future.cancel(true) && !future.isCompletedExceptionally()) {
				judge(request, future.join());
			}
		}

		private void interrupted(Random random, int number, Duration timeout) {
			Thread caller = Thread.currentThread();
			SharedStressTests.this.peer.later(caller::interrupt, random.nextInt(1_000));
			exchange(request(random, number), timeout);
		}

		private void session(Random random, int number, Duration timeout) {
			if (this.total > this.shared) {
				byte[] request = request(random, number);
				judge(request, this.template.execute((session) -> session.sendAndReceive(request), timeout));
			}
		}

		private byte[] request(Random random, int number) {
			byte[] payload = SharedPeer.message(random.nextInt(12),
					"  " + number + "x".repeat((random.nextInt(60) == 0) ? 200_000 : random.nextInt(20)));
			payload[4] = (byte) random.nextInt(128);
			Wish wish = wish(random);
			payload[5] = (byte) wish.ordinal();
			if (wish == Wish.TWICE) {
				// A later request with the same id would get the second reply.
				ByteBuffer.wrap(payload).putInt(this.unique.incrementAndGet());
			}
			return payload;
		}

		private byte[] unanswered(Random random, int number) {
			byte[] payload = request(random, number);
			payload[5] = (byte) Wish.NEVER.ordinal();
			return payload;
		}

		private Wish wish(Random random) {
			int dice = random.nextInt(60);
			if (dice < 3) {
				return (dice == 0) ? Wish.CLOSE
						: (dice == 1) ? Wish.RESET : this.inOrder ? Wish.IN_ORDER_NEVER : Wish.NEVER;
			}
			if (dice < 20) {
				return this.inOrder ? Wish.IN_ORDER_LATER : Wish.LATER;
			}
			return this.inOrder ? Wish.IN_ORDER : (dice < 23) ? Wish.TWICE : Wish.AT_ONCE;
		}

	}

}
