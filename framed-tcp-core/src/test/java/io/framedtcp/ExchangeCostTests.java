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
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.pool.Lease;
import io.framedtcp.pool.SharingStatus;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.support.Leases;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an exchange and an idle connection cost, counted and not timed.
 */
class ExchangeCostTests {

	private static final int EXCHANGES = 5_000;

	private static final int CALLERS = 8;

	/** In bytes. */
	private static final int ALLOCATION_LIMIT = 200;

	/** In bytes. The connection is leased anew for each call. */
	private static final int SHARED_ALLOCATION_LIMIT = 700;

	/** As many as make the writer yield before it writes. */
	private static final int SHARING_CALLERS = 32;

	private static final int PAYLOAD = 100;

	/** The payload's array, with its header and rounded up. */
	private static final int RETURNED = 120;

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final FramedTcpServer server = FramedTcpServer.echo();

	private final FramedTcpTemplate template = FramedTcpTemplate.builder(this.server.host(), this.server.port())
		.pool((pool) -> pool.maxTotal(200))
		.build();

	@AfterEach
	void close() {
		this.template.close();
		this.server.close();
	}

	@Test
	void exchangeAllocatesLittleBesidesItsReply() throws Exception {
		long allocated = ExchangeAllocation.measure(String.valueOf(PAYLOAD));
		assertThat(allocated - RETURNED).isBetween(0L, (long) ALLOCATION_LIMIT);
	}

	/**
	 * The kernel counts for each thread; what else a drain-and-test costs is a matter of
	 * {@code WireTests}.
	 */
	@Test
	@EnabledOnOs(OS.LINUX)
	void exchangeIsOneWriteAndOneReadBesidesThatOfTheTest() throws Exception {
		inPlatformThread(() -> {
			exchangeOften();
			Map<String, Long> before = systemCalls();
			exchangeOften();
			Map<String, Long> after = systemCalls();
			assertThat(perExchange("syscw", before, after)).isEqualTo(1);
			assertThat(perExchange("syscr", before, after)).isEqualTo(2);
			return null;
		});
	}

	/**
	 * User code has run before each request, and something may have come meanwhile.
	 */
	@Test
	@EnabledOnOs(OS.LINUX)
	void exchangeOfASessionIsTestedOnceAsWell() throws Exception {
		inPlatformThread(() -> {
			exchangeOftenInASession();
			Map<String, Long> before = systemCalls();
			exchangeOftenInASession();
			Map<String, Long> after = systemCalls();
			assertThat(perExchange("syscw", before, after)).isEqualTo(1);
			assertThat(perExchange("syscr", before, after)).isEqualTo(2);
			return null;
		});
	}

	@Test
	void loneCallerNeverWaitsButForTheServer() throws Exception {
		// The housekeeper takes a lock of the pool now and then.
		assertThat(waitsOfCallers(1)).isLessThan(10);
	}

	@Test
	void callersWithAConnectionEachHardlyEverWaitForOneAnother() throws Exception {
		assertThat(waitsOfCallers(CALLERS)).isLessThan(CALLERS * EXCHANGES / 100);
	}

	@Test
	void sharedExchangeOfALoneCallerAllocatesLittleBesidesItsReply() throws Exception {
		long allocated = ExchangeAllocation.measure(String.valueOf(PAYLOAD), "shared");
		assertThat(allocated - RETURNED).isBetween(0L, (long) SHARED_ALLOCATION_LIMIT);
	}

	/**
	 * The read of the test finds nothing. That of the reply is made once the selector has
	 * found it.
	 */
	@Test
	@EnabledOnOs(OS.LINUX)
	void sharedExchangeOfALoneCallerIsOneWriteAndTwoReads() throws Exception {
		try (FramedTcpTemplate shared = shared()) {
			inPlatformThread(() -> {
				exchangeOften(shared, 0);
				Map<String, Long> before = systemCalls();
				exchangeOften(shared, 0);
				Map<String, Long> after = systemCalls();
				assertThat(perExchange("syscw", before, after)).isEqualTo(1);
				assertThat(perExchange("syscr", before, after)).isEqualTo(2);
				return null;
			});
			assertThat(shared.getPool().statistics().opened()).isOne();
		}
	}

	@Test
	void loneCallerOnASharedConnectionHandsNothingToAnotherThread() throws Exception {
		try (FramedTcpTemplate shared = shared()) {
			long waits = startInPlatformThread(() -> {
				exchangeOften(shared, 0);
				long before = waits();
				exchangeOften(shared, 0);
				return waits() - before;
			}).get(100, TimeUnit.SECONDS);
			assertThat(waits).isLessThan(10);
		}
	}

	@Test
	void callersOnASharedConnectionShareWrites() throws Exception {
		try (FramedTcpTemplate shared = shared()) {
			List<FutureTask<Void>> callers = new ArrayList<>();
			for (int i = 0; i < SHARING_CALLERS; i++) {
				int caller = i;
				callers.add(startInPlatformThread(() -> {
					exchangeOften(shared, caller);
					return null;
				}));
			}
			for (FutureTask<Void> caller : callers) {
				caller.get(100, TimeUnit.SECONDS);
			}
			SharingStatus sharing = shared.getPool().sharing();
			assertThat(sharing.frames()).isEqualTo((long) SHARING_CALLERS * EXCHANGES);
			assertThat(sharing.writes()).isLessThan(sharing.frames() / 2);
		}
	}

	@Test
	void idleConnectionsHaveNoThreads() throws Exception {
		open(10);
		List<String> before = threadsOfClient();
		open(150);
		assertThat(this.template.getPool().counts().idle()).isEqualTo(150);
		assertThat(threadsOfClient()).isEqualTo(before).hasSizeLessThanOrEqualTo(2);
	}

	private static Map<String, Long> systemCalls() throws IOException {
		try (Stream<String> lines = Files.lines(Path.of("/proc/thread-self/io"))) {
			return lines.map((line) -> line.split(": "))
				.collect(Collectors.toMap((parts) -> parts[0], (parts) -> Long.valueOf(parts[1])));
		}
	}

	/**
	 * Count how often callers waited for a lock or a permit.
	 * @param callers how many call at once
	 * @return the number of waits during all their exchanges
	 * @throws Exception if that fails
	 */
	private long waitsOfCallers(int callers) throws Exception {
		List<FutureTask<Long>> tasks = new ArrayList<>();
		for (int i = 0; i < callers; i++) {
			tasks.add(startInPlatformThread(() -> {
				exchangeOften();
				long before = waits();
				exchangeOften();
				return waits() - before;
			}));
		}
		long waits = 0;
		for (FutureTask<Long> task : tasks) {
			waits += task.get(100, TimeUnit.SECONDS);
		}
		return waits;
	}

	private long waits() {
		ThreadInfo caller = this.threads.getThreadInfo(Thread.currentThread().getId());
		return caller.getBlockedCount() + caller.getWaitedCount();
	}

	/**
	 * Divide and round: to look at the counts takes some reads as well.
	 * @param name name of the count
	 * @param before the counts before
	 * @param after the counts after all exchanges
	 * @return how often for each of them
	 */
	private static long perExchange(String name, Map<String, Long> before, Map<String, Long> after) {
		return Math.round((double) (after.get(name) - before.get(name)) / EXCHANGES);
	}

	private void open(int count) throws Exception {
		List<Lease> leases = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			leases.add(Leases.acquire(this.template, Deadline.after(Duration.ofMinutes(1))));
		}
		leases.forEach(Lease::close);
	}

	private List<String> threadsOfClient() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("framed-tcp-default-"))
			.sorted()
			.toList();
	}

	private void exchangeOften() {
		byte[] payload = new byte[PAYLOAD];
		for (int i = 0; i < EXCHANGES; i++) {
			this.template.sendAndReceive(payload);
		}
	}

	private FramedTcpTemplate shared() {
		return FramedTcpTemplate.builder(this.server.host(), this.server.port())
			.matcher(ExchangeMatcher.equalBytes(0, 0, Long.BYTES))
			.shared((shared) -> shared.connections(1))
			.build();
	}

	private static void exchangeOften(FramedTcpTemplate shared, int caller) {
		ByteBuffer payload = ByteBuffer.allocate(PAYLOAD);
		for (int i = 0; i < EXCHANGES; i++) {
			shared.sendAndReceive(payload.putLong(0, (long) caller * EXCHANGES + i).array());
		}
	}

	private void exchangeOftenInASession() {
		byte[] payload = new byte[PAYLOAD];
		this.template.execute((session) -> {
			for (int i = 0; i < EXCHANGES; i++) {
				session.sendAndReceive(payload);
			}
			return null;
		});
	}

	private static void inPlatformThread(Callable<Void> work) throws Exception {
		startInPlatformThread(work).get(100, TimeUnit.SECONDS);
	}

	/**
	 * Virtual threads cannot be measured.
	 * @param work what to do
	 * @param <T> what comes of it
	 * @return the work, under way
	 */
	private static <T> FutureTask<T> startInPlatformThread(Callable<T> work) {
		FutureTask<T> task = new FutureTask<>(work);
		new Thread(task, "caller").start();
		return task;
	}

}
