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

package io.framedtcp.chaos;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTemplateBuilder;
import io.framedtcp.pool.SharingStatus;
import io.framedtcp.support.Callers;
import io.framedtcp.support.ConnectionCount;
import io.framedtcp.support.OpenSockets;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many callers, few connections, servers that misbehave and go away, callers that are
 * interrupted, a pool that is closed and opened again: each caller gets its own reply or
 * a typed exception, no request is executed more often than it may be, and afterwards
 * nothing is lost.
 * <p>
 * The system properties {@code soak.seconds} (for all ways to share connections
 * together), {@code soak.exclusive-seconds} (without shared connections),
 * {@code soak.exchanges} (for each way) and {@code soak.seed} change how long it runs,
 * and what happens.
 */
class ChaosSoakTests {

	private static final int CALLERS = 64;

	private static final int CONNECTIONS = 8;

	/** Of threads of the JDK and of the test, which stay. */
	private static final int FEW_BUFFERS = 16;

	/** So many requests are sent once more to find out whether an id is still in use. */
	private static final int SENT_AGAIN = 2_000;

	/** For callers to end when the time is over. */
	private static final int PATIENCE_SECONDS = 60;

	private int seconds;

	private final int exchanges = Integer.getInteger("soak.exchanges", 4_000_000);

	private final long seed = Long.getLong("soak.seed", System.nanoTime());

	private final Ledger ledger = new Ledger(this.exchanges);

	private final Random random = new Random(this.seed);

	private final ConnectionCount connections = new ConnectionCount();

	private final CountDownLatch over = new CountDownLatch(1);

	private final long start = System.nanoTime();

	/** How often the pool was closed and opened again, by the disturber. */
	private int reopened;

	@ParameterizedTest
	@EnumSource
	@Timeout(value = 2, unit = TimeUnit.HOURS)
	void callersGetTheirOwnRepliesAndNothingIsLost(Sharing sharing) {
		System.out.println("Chaos soak with seed " + this.seed + ", " + sharing);
		this.seconds = sharing.seconds();
		openSocketOfTheJdk();
		long sockets = OpenSockets.count();
		long selectors = OpenSockets.selectors();
		long buffers = directBuffers();
		Map<String, Integer> outcomes;
		try (ChaosServers servers = new ChaosServers(this.ledger, this.seed)) {
			outcomes = soak(servers, sharing);
		}
		System.out.printf("Chaos soak with seed %d: %,d requests in %d s, %d times reopened: %s%n", this.seed,
				this.ledger.requests(), TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - this.start), this.reopened,
				outcomes);
		assertThat(this.ledger.firstError()).as("seed %d", this.seed).isEmpty();
		assertThat(outcomes).as("seed %d", this.seed)
			.containsKeys("replied", "replied in a batch", "replied in a session");
		assertThat(outcomes.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().startsWith("replied"))
			.mapToInt(Map.Entry::getValue)
			.sum()).as("seed %d: %s", this.seed, outcomes).isGreaterThan(this.ledger.requests() / sharing.oneReplyIn());
		Awaitility.await().untilAsserted(() -> {
			assertThat(OpenSockets.count()).isEqualTo(sockets);
			assertThat(OpenSockets.selectors()).isLessThanOrEqualTo(selectors);
			assertThat(threadsOfTheClient()).isEmpty();
		});
		Awaitility.await().pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
			System.gc();
			assertThat(directBuffers()).isLessThanOrEqualTo(buffers + FEW_BUFFERS);
		});
	}

	/**
	 * A shared connection has two. They go with the garbage.
	 */
	private static long directBuffers() {
		return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
			.stream()
			.filter((pool) -> pool.getName().equals("direct"))
			.mapToLong(BufferPoolMXBean::getCount)
			.sum();
	}

	/**
	 * The JDK keeps one that it makes with the first channel.
	 */
	private static void openSocketOfTheJdk() {
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port()).build()) {
			template.sendAndReceive(new byte[1]);
		}
	}

	private Map<String, Integer> soak(ChaosServers servers, Sharing sharing) {
		try (FramedTcpTemplate template = template(servers, sharing); Callers callers = new Callers()) {
			List<ChaosCaller> all = IntStream.range(0, CALLERS)
				.mapToObj((i) -> new ChaosCaller(template, this.ledger, this.seed + i))
				.toList();
			Future<?> disturber = callers.call(() -> {
				disturb(servers, template, all);
				return null;
			});
			List<Future<Void>> calling = all.stream().map((caller) -> callers.<Void>call(() -> {
				caller.call(this::isOver);
				return null;
			})).toList();
			calling.forEach((caller) -> Callers.get(caller, this.seconds + PATIENCE_SECONDS));
			this.over.countDown();
			Callers.get(disturber);
			assertThat(this.reopened).isPositive();
			assertNothingIsLost(servers, template);
			Map<String, Integer> outcomes = new TreeMap<>();
			for (ChaosCaller caller : all) {
				assertThat(caller.errors()).as("seed %d", this.seed).isEmpty();
				caller.outcomes().forEach((outcome, count) -> outcomes.merge(outcome, count, Integer::sum));
			}
			return outcomes;
		}
	}

	private void assertNothingIsLost(ChaosServers servers, FramedTcpTemplate template) {
		// A shared connection may wait for replies that nobody waits for.
		Awaitility.await().untilAsserted(() -> assertThat(template.getPool().counts().active()).isZero());
		assertThat(template.getPool().counts().waiting()).isZero();
		Awaitility.await()
			.untilAsserted(() -> assertThat(template.getPool().counts().idle()).isEqualTo(servers.open()));
		assertThat(this.connections.max()).isLessThanOrEqualTo(CONNECTIONS);
		assertNoPlaceOrIdIsLost(servers, template);
	}

	private void assertNoPlaceOrIdIsLost(ChaosServers servers, FramedTcpTemplate template) {
		servers.calmDown();
		if (template.getPool().sharing() != null) {
			Awaitility.await()
				.untilAsserted(() -> assertThat(template.getPool().sharing())
					.extracting(SharingStatus::connections, SharingStatus::inFlight, SharingStatus::waiting,
							SharingStatus::orphans)
					.containsOnly(0));
		}
		for (int id = Math.max(0, this.ledger.requests() - SENT_AGAIN); id < this.ledger.requests(); id++) {
			byte[] request = Message.request(id);
			assertThat(template.idempotent().sendAndReceive(request, Duration.ofSeconds(5))).isEqualTo(request);
		}
		// The last caller may not have left.
		Awaitility.await().untilAsserted(() -> assertThat(template.getPool().counts().active()).isZero());
	}

	/**
	 * Interrupt callers all the time, and from time to time let a server go away.
	 * @param servers the servers
	 * @param template the client
	 * @param callers the callers
	 * @throws InterruptedException if the test has ended
	 */
	private void disturb(ChaosServers servers, FramedTcpTemplate template, List<ChaosCaller> callers)
			throws InterruptedException {
		// Once at least, in a short run, too.
		reopen(template);
		while (!this.over.await(this.random.nextInt(20), TimeUnit.MILLISECONDS)) {
			callers.get(this.random.nextInt(CALLERS)).interrupt();
			FramedTcpServer server = servers.servers().get(this.random.nextInt(2));
			switch (this.random.nextInt(100)) {
				case 0 -> server.closeConnections();
				case 1 -> server.resetConnections();
				case 2 -> template.getPool().evictAll();
				case 3 -> server.restart();
				case 4 -> reopen(template);
				case 5 -> {
					server.stop();
					this.over.await(this.random.nextInt(500), TimeUnit.MILLISECONDS);
					server.start();
				}
				default -> {
				}
			}
			if (this.random.nextInt(3000) == 0) {
				servers.servers().forEach(FramedTcpServer::stop);
				this.over.await(this.random.nextInt(300), TimeUnit.MILLISECONDS);
				servers.servers().forEach(FramedTcpServer::start);
			}
		}
	}

	private void reopen(FramedTcpTemplate template) throws InterruptedException {
		template.getPool().close();
		this.over.await(this.random.nextInt(20), TimeUnit.MILLISECONDS);
		template.getPool().open();
		this.reopened++;
	}

	private boolean isOver() {
		return System.nanoTime() - this.start > TimeUnit.SECONDS.toNanos(this.seconds);
	}

	private FramedTcpTemplate template(ChaosServers servers, Sharing sharing) {
		FramedTcpTemplateBuilder builder = FramedTcpTemplate
			.builder(servers.servers().get(0).host(), servers.servers().get(0).port())
			.client("chaos")
			.address(servers.servers().get(1).host(), servers.servers().get(1).port())
			.matcher(Message.matcher())
			.listener(this.connections)
			.responseTimeout(Duration.ofMillis(100))
			.connection((connection) -> connection.connectTimeout(Duration.ofMillis(500))
				.addressRetryDelay(Duration.ofMillis(200)))
			.pool((pool) -> pool.maxTotal(CONNECTIONS)
				.minIdle(2)
				.acquireTimeout(Duration.ofSeconds(5))
				.maxLifetime(Duration.ofSeconds(10))
				// All calls have ended by then, so that two pools never have connections.
				.closeTimeout(Duration.ofSeconds(20))
				.leakDetectionThreshold(Duration.ofSeconds(30))
				.housekeepingInterval(Duration.ofMillis(50)));
		sharing.apply(builder);
		return builder.build();
	}

	/**
	 * Whether callers share connections, and how.
	 */
	enum Sharing {

		EXCLUSIVE, MATCHED, ASSIGNED_IDS, IN_ORDER;

		/**
		 * Return how long to call. All ways to share have the time of one together.
		 * @return the number of seconds
		 */
		int seconds() {
			int shared = Integer.getInteger("soak.seconds", 60);
			return (this == EXCLUSIVE) ? Integer.getInteger("soak.exclusive-seconds", shared)
					: Math.max(1, shared / (values().length - 1));
		}

		/**
		 * Return how many requests may have one reply. A lost connection costs all who
		 * share it a call. In order, so does a caller who gives up.
		 * @return the number of requests at most
		 */
		int oneReplyIn() {
			return switch (this) {
				case EXCLUSIVE -> 2;
				case MATCHED, ASSIGNED_IDS -> 3;
				case IN_ORDER -> 4;
			};
		}

		void apply(FramedTcpTemplateBuilder builder) {
			if (this != EXCLUSIVE) {
				builder.shared((shared) -> {
					shared.connections(2).orphanMaxAge(Duration.ofSeconds(1));
					if (this == ASSIGNED_IDS) {
						Message.assignIds(shared);
					}
					else if (this == IN_ORDER) {
						shared.inOrder();
					}
				});
			}
		}

	}

	private static Stream<String> threadsOfTheClient() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.contains("chaos"));
	}

}
