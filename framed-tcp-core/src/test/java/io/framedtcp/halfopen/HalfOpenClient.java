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

package io.framedtcp.halfopen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

import io.framedtcp.FramedTcpConnectException;
import io.framedtcp.FramedTcpException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTimeoutException;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.support.Callers;
import io.framedtcp.support.OpenSockets;

/**
 * The program at the near end of the link, which it has cut during exchanges and while
 * connections are idle. What it sees is printed and checked.
 */
public final class HalfOpenClient implements AutoCloseable {

	private static final int MAX_TOTAL = 4;

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

	private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(2);

	private static final Duration RECOVERY = Duration.ofSeconds(5);

	private final Checks checks = new Checks();

	private final Callers callers = new Callers();

	private final CutLink link;

	private final Path serverLog;

	private final FramedTcpTemplate template;

	/** The JDK keeps one of its own from the first time on. */
	private final long socketsBefore;

	private int requests;

	private HalfOpenClient(String host, int port, Path serverLog, CutLink link) throws IOException {
		SocketChannel.open().close();
		this.socketsBefore = OpenSockets.count();
		this.serverLog = serverLog;
		this.link = link;
		this.template = FramedTcpTemplate.builder(host, port)
			.responseTimeout(RESPONSE_TIMEOUT)
			.connection((connection) -> connection.connectTimeout(CONNECT_TIMEOUT))
			.pool((pool) -> pool.maxTotal(MAX_TOTAL))
			.build();
	}

	/**
	 * Run all checks. The process ends with status 1 if one fails.
	 * @param args the server's address, port and log, the command that cuts the link, and
	 * the one that restores it
	 * @throws Exception if a check cannot be made
	 */
	public static void main(String[] args) throws Exception {
		CutLink link = new CutLink(args[3], args[4]);
		HalfOpenClient client = new HalfOpenClient(args[0], Integer.parseInt(args[1]), Path.of(args[2]), link);
		try (client) {
			client.run();
		}
		client.checkSockets(0);
		System.exit(client.checks.failed() ? 1 : 0);
	}

	private void run() throws Exception {
		System.out.println("-- the link is whole");
		checkOwnReplies();
		cutDuringExchanges();
		callWhileCut();
		recover();
		cutWhileIdle();
		recover();
	}

	private void cutDuringExchanges() throws Exception {
		System.out.println("-- the link is cut during four exchanges, one of them in the midst of its reply");
		List<String> held = List.of("hold 1", "hold 2", "hold 3", "half 4");
		List<Future<Failure>> calls = new ArrayList<>();
		for (String request : held) {
			calls.add(this.callers.call(() -> failure(request, null)));
		}
		Awaitility.await().until(() -> held.stream().allMatch((request) -> log().contains("held " + request)));
		this.link.cut();
		for (Future<Failure> call : calls) {
			checkTimeout(Callers.get(call), RESPONSE_TIMEOUT);
		}
		checkPool(0, held.size());
	}

	private void callWhileCut() {
		System.out.println("-- a call with no connection left, while the link is cut");
		Failure failure = failure("while cut", null);
		this.checks.check("it gets", failure.exception() instanceof FramedTcpConnectException, failure.exception());
		this.checks.tookItsTime("it", CONNECT_TIMEOUT, failure.after());
		checkPool(0, MAX_TOTAL);
	}

	private void cutWhileIdle() throws Exception {
		System.out.println("-- the link is cut while all connections are idle");
		this.link.cut();
		Duration deadline = Duration.ofSeconds(1);
		checkTimeout(failure("idle, with a deadline", deadline), deadline);
		checkTimeout(failure("idle, with the client's time-outs", null), RESPONSE_TIMEOUT);
		checkPool(2, MAX_TOTAL + 2);
	}

	private void recover() throws Exception {
		System.out.println("-- the link returns");
		this.link.restore();
		long start = System.nanoTime();
		long failures = Stream.generate(() -> failure("after " + this.requests++, null))
			.takeWhile((failure) -> failure.exception() != null && System.nanoTime() - start < RECOVERY.toNanos())
			.count();
		long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
		this.checks.check("a call succeeds within " + RECOVERY.toSeconds() + " s", took < RECOVERY.toMillis(),
				took + " ms, after " + failures + " that failed");
		String released = exchange("release", null);
		this.checks.check("the server is told to send its late replies", released.equals("release"), released);
		checkOwnReplies();
	}

	private void checkOwnReplies() {
		int rounds = 100;
		long own = this.callers.callAll(MAX_TOTAL, (caller) -> ownReplies(caller, rounds))
			.stream()
			.mapToLong(Long::longValue)
			.sum();
		this.checks.check("calls that got their own reply", own == MAX_TOTAL * rounds,
				own + " of " + MAX_TOTAL * rounds);
		CyclicBarrier all = new CyclicBarrier(MAX_TOTAL);
		this.callers.callAll(MAX_TOTAL,
				(caller) -> this.template.execute((session) -> await(all), Duration.ofSeconds(5)));
		PoolCounts counts = counts();
		this.checks.check("all connections can be had at a time, and are idle again",
				counts.active() == 0 && counts.idle() == MAX_TOTAL, counts);
		checkSockets(MAX_TOTAL);
	}

	private long ownReplies(int caller, int rounds) {
		return Stream.iterate(0, (round) -> round < rounds, (round) -> round + 1)
			.map((round) -> "caller " + caller + " round " + round)
			.filter((request) -> exchange(request, null).equals(request))
			.count();
	}

	private void checkTimeout(Failure failure, Duration bound) {
		this.checks.check("the caller gets", failure.exception() instanceof FramedTcpTimeoutException,
				failure.exception());
		this.checks.tookItsTime("the call", bound, failure.after());
	}

	private void checkPool(int idle, long timedOut) {
		PoolCounts counts = counts();
		this.checks.check("connections idle " + idle + ", in use none", counts.idle() == idle && counts.active() == 0,
				counts);
		long retired = this.template.getPool().statistics().closed().getOrDefault(CloseReason.TIMED_OUT, 0L);
		this.checks.check("connections retired as timed out " + timedOut, retired == timedOut, retired);
		checkSockets(idle);
	}

	private void checkSockets(int expected) {
		long open = OpenSockets.count() - this.socketsBefore;
		this.checks.check("sockets open " + expected, open == expected, open);
	}

	private PoolCounts counts() {
		return this.template.getPool().counts();
	}

	private Failure failure(String request, Duration deadline) {
		long start = System.nanoTime();
		try {
			String reply = exchange(request, deadline);
			this.checks.check("its own reply", reply.equals(request), reply);
			return new Failure(null, Duration.ZERO);
		}
		catch (FramedTcpException ex) {
			return new Failure(ex, Duration.ofNanos(System.nanoTime() - start));
		}
	}

	private String exchange(String request, Duration deadline) {
		byte[] payload = request.getBytes(StandardCharsets.UTF_8);
		byte[] reply = (deadline != null) ? this.template.sendAndReceive(payload, deadline)
				: this.template.sendAndReceive(payload);
		return new String(reply, StandardCharsets.UTF_8);
	}

	private String log() {
		try {
			return Files.readString(this.serverLog);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read the server's log", ex);
		}
	}

	private static Object await(CyclicBarrier barrier) {
		try {
			return barrier.await(5, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException("Not all callers got a connection at a time", ex);
		}
	}

	@Override
	public void close() {
		this.template.close();
		this.callers.close();
	}

	/**
	 * How a call failed, and after what time by our own clock.
	 *
	 * @param exception what was thrown; {@code null} if nothing was
	 * @param after how long the call took
	 */
	private record Failure(FramedTcpException exception, Duration after) {
	}

}
