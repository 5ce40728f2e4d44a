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

package io.framedtcp.internal.pool;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PingSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.Ping;
import io.framedtcp.support.Callers;
import io.framedtcp.support.ConnectionCount;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Everything that a pool can do at once, in many short rounds, each with settings and a
 * schedule of its own: acquire, acquire fresh, exchange, return, return twice, retire,
 * check, evict, interrupt, lose connections, close and open again, while the housekeeper
 * tests, pings, refills and looks for leaks.
 * <p>
 * The system properties {@code stress.rounds} and {@code stress.seed} change how many
 * rounds there are, and what happens.
 */
class PoolStressTests {

	private static final int ACTIONS = 12;

	private final int rounds = Integer.getInteger("stress.rounds", 200);

	private final long firstSeed = Long.getLong("stress.seed", System.nanoTime());

	private final FramedTcpServer server = FramedTcpServer.builder().keepRequests(0).echo();

	@AfterEach
	void closeServer() {
		this.server.close();
	}

	@Test
	@Timeout(1800)
	void nothingIsLostWhateverRacesWithWhat() {
		try (Callers callers = new Callers()) {
			for (int i = 0; i < this.rounds; i++) {
				round(this.firstSeed + i, callers);
			}
		}
		Awaitility.await().untilAsserted(() -> assertThat(threadsOfPools()).isEmpty());
	}

	private void round(long seed, Callers callers) {
		Random random = new Random(seed);
		ConnectionCount connections = new ConnectionCount();
		PoolSettings settings = settings(random);
		ExclusivePool pool = new ExclusivePool("stress", connectionSettings(), settings, List.of(connections));
		int actors = 2 + random.nextInt(7);
		boolean reopened = random.nextBoolean();
		callers.callAll(actors, (actor) -> {
			Random schedule = new Random(seed * 31 + actor);
			for (int i = 0; i < ACTIONS; i++) {
				act(pool, schedule, reopened);
				// An interrupt is for the action after which it comes, or that which
				// follows.
				Thread.interrupted();
			}
			return null;
		});
		if (!reopened) {
			// Of those that closing has aborted, the listener hears when they are
			// returned.
			assertThat(connections.max()).as("seed %d", seed).isLessThanOrEqualTo(settings.maxTotal());
		}
		assertWhole(pool, connections, settings, seed);
		pool.close();
		assertThat(connections.open()).as("seed %d", seed).isZero();
		long retired = pool.statistics().closed().values().stream().mapToLong(Long::longValue).sum();
		assertThat(pool.statistics().opened()).as("seed %d", seed).isEqualTo(retired);
	}

	private void assertWhole(ExclusivePool pool, ConnectionCount connections, PoolSettings settings, long seed) {
		pool.open();
		Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).untilAsserted(() -> {
			assertThat(pool.counts().active()).as("seed %d", seed).isZero();
			assertThat(pool.counts().waiting()).as("seed %d", seed).isZero();
			assertThat(pool.counts().idle()).as("seed %d", seed).isEqualTo(connections.open());
		});
		List<Lease> all = Stream.generate(() -> acquire(pool, seed)).limit(settings.maxTotal()).toList();
		all.forEach((lease) -> assertThat(exchange(lease)).as("seed %d", seed).isTrue());
		all.forEach(Lease::close);
	}

	private static Lease acquire(ExclusivePool pool, long seed) {
		try {
			return pool.acquireFresh(Deadline.after(Duration.ofSeconds(10)));
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException("Nothing can be acquired after seed " + seed, ex);
		}
	}

	private void act(ExclusivePool pool, Random random, boolean reopen) throws InterruptedException {
		switch (random.nextInt(24)) {
			case 0 -> pool.evictAll();
			case 1 -> this.server.resetConnections();
			case 2 -> this.server.closeConnections();
			case 3 -> {
				if (reopen) {
					pool.close();
					pause(random);
					pool.open();
				}
			}
			case 4, 5, 6 -> use(() -> pool.acquireFresh(deadline(random)), random);
			case 7, 8 -> use(() -> pool.tryAcquireLeavingOne(deadline(random)), random);
			case 9 -> {
				Thread.currentThread().interrupt();
				use(() -> pool.acquire(deadline(random)), random);
			}
			default -> use(() -> pool.acquire(deadline(random)), random);
		}
	}

	private static void use(Acquire acquiring, Random random) {
		Lease lease;
		try {
			lease = acquiring.lease();
		}
		catch (IOException | InterruptedException ex) {
			return;
		}
		if (lease == null) {
			return;
		}
		if (random.nextBoolean()) {
			exchange(lease);
		}
		pause(random);
		if (random.nextInt(8) == 0) {
			lease.retire(CloseReason.BROKEN);
		}
		lease.close();
		lease.close();
	}

	private static boolean exchange(Lease lease) {
		try {
			byte[] request = { (byte) lease.info().id(), (byte) (lease.info().id() >> 8), 7 };
			EncodedFrame frame = EncodedFrame.of(request, connectionSettings(1).framing(), 100);
			byte[] reply = lease.exchange(frame, Deadline.after(Duration.ofSeconds(10)));
			assertThat(reply).isEqualTo(request);
			return true;
		}
		catch (ExchangeFailedException ex) {
			return false;
		}
	}

	private static Deadline deadline(Random random) {
		return Deadline.after(Duration.ofNanos(random.nextInt(20_000_000)));
	}

	private static void pause(Random random) {
		if (random.nextInt(3) == 0) {
			LockSupport.parkNanos(random.nextInt(300_000));
		}
	}

	private static PoolSettings settings(Random random) {
		int maxTotal = 1 + random.nextInt(4);
		int maxIdle = random.nextInt(maxTotal + 1);
		PoolSettings.Builder settings = PoolSettings.builder()
			.maxTotal(maxTotal)
			.maxIdle(maxIdle)
			.minIdle(random.nextInt(maxIdle + 1))
			.acquireTimeout(Duration.ofSeconds(10))
			.closeTimeout(Duration.ofMillis(random.nextInt(5)))
			.housekeepingInterval(Duration.ofNanos(50_000 + random.nextInt(2_000_000)))
			.maxLifetime(random.nextBoolean() ? Duration.ZERO : Duration.ofMillis(1 + random.nextInt(20)))
			.idleTimeout(random.nextBoolean() ? Duration.ZERO : Duration.ofMillis(1 + random.nextInt(5)))
			.leakDetectionThreshold(Duration.ofMillis(random.nextInt(3)));
		if (random.nextBoolean()) {
			settings.maxWaiting(1 + random.nextInt(3));
		}
		if (random.nextBoolean()) {
			settings.ping(new PingSettings(Ping.of(new byte[1]), Duration.ofNanos(1 + random.nextInt(3_000_000)),
					Duration.ofMillis(100)));
		}
		return settings.build();
	}

	private ConnectionSettings connectionSettings() {
		return connectionSettings(this.server.port());
	}

	private static ConnectionSettings connectionSettings(int port) {
		return ConnectionSettings.builder().address("127.0.0.1", port).build();
	}

	private static Stream<String> threadsOfPools() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.contains("framed-tcp-stress"));
	}

	private interface Acquire {

		Lease lease() throws IOException, InterruptedException;

	}

}
