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

package io.framedtcp.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;

import org.awaitility.Awaitility;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.faults.SharedCell.GivingUp;
import io.framedtcp.pool.SharingStatus;
import io.framedtcp.support.Callers;
import io.framedtcp.support.ConnectionCount;
import io.framedtcp.support.LocalhostTls;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.InjectedFault;
import io.framedtcp.test.TlsTerminator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lets a cell of the matrix of shared connections happen, on a server and with a client
 * of its own: some callers have their requests in flight on one connection when the fault
 * strikes one of them. The others are served before or behind it. Then all call again, at
 * the same time.
 */
final class SharedCellRun {

	/**
	 * Bound on calls that have to last until it. Long enough for all requests to be in
	 * flight before, on a machine that is busy.
	 */
	static final Duration DEADLINE = Duration.ofSeconds(3);

	/** Bound on all others. */
	static final Duration FAR_DEADLINE = Duration.ofSeconds(20);

	/**
	 * What may be added to the lateness that was measured: a caller that is woken up may
	 * have to wait for others, which wait for a processor.
	 */
	private static final Duration ALLOWANCE = Duration.ofSeconds(1);

	private static final int WAKE_UPS = 2;

	private final SharedCell cell;

	private final SharedCellMessages messages;

	private final SharedPrediction prediction;

	private final Lateness lateness;

	private final LocalhostTls tls;

	private final Callers callers;

	private final List<Future<SharedOutcome>> futures = new ArrayList<>();

	private final AtomicReferenceArray<Thread> threads = new AtomicReferenceArray<>(SharedCell.CALLERS);

	private final ConnectionCount connections = new ConnectionCount();

	private final SharedCellServer peer;

	private final FramedTcpServer server;

	private volatile CompletableFuture<byte[]> pending;

	SharedCellRun(SharedCell cell, Lateness lateness, LocalhostTls tls, Callers callers) {
		this.cell = cell;
		this.messages = new SharedCellMessages(cell);
		this.prediction = SharedOracle.predict(cell);
		this.lateness = lateness;
		this.tls = tls;
		this.callers = callers;
		this.peer = new SharedCellServer(cell);
		this.server = this.peer.server();
	}

	/**
	 * Let it happen.
	 * @throws Exception if something else fails than a call
	 * @throws AssertionError if the prediction is not fulfilled
	 */
	@SuppressWarnings("try")
	void run() throws Exception {
		try (FramedTcpServer closing = this.server;
				TlsTerminator terminator = this.cell.tls()
						? new TlsTerminator(this.tls.server(), this.server.port(), SharedCellServer::boundBuffer)
						: null) {
			int port = (terminator != null) ? terminator.port() : this.server.port();
			try (FramedTcpTemplate template = SharedCellClient.of(this.cell, this.server.host(), port, this.tls,
					this.connections)) {
				run(template);
			}
			if (this.cell.isEndSeen()) {
				await("open connections of a closed client", () -> this.server.open() == 0);
			}
		}
		finally {
			this.peer.openAll();
		}
	}

	private void run(FramedTcpTemplate template) throws Exception {
		InjectedFault fault = this.peer.inject();
		if (this.cell.fault() == SharedFault.ID_WRAP) {
			// So that the last ones of those that there are come next.
			for (int i = 0; i < SharedCellClient.FEW_IDS - 2; i++) {
				callNext(template, 0);
			}
		}
		for (int i = 0; i < SharedCell.CALLERS; i++) {
			start(template, i);
		}
		strike(template, fault);
		List<SharedOutcome> outcomes = new ArrayList<>();
		for (Future<SharedOutcome> future : this.futures) {
			outcomes.add(outcomeOf(future));
		}
		for (int i = 0; i < SharedCell.CALLERS; i++) {
			assertThat(outcomes.get(i)).as("outcome of caller %d among %s", i, outcomes)
				.isIn(this.prediction.callers().get(i));
		}
		if (SharedCellClient.isSurplusToCome(this.cell)) {
			// The housekeeper finds it.
			await("retired connections", () -> this.connections.closed() > 0);
		}
		callAgain(template);
		assertThat(this.server.accepted()).as("connections; %s", this.server.connections())
			.isEqualTo(this.prediction.kept() ? 1 : 2);
		assertExecutions(outcomes);
		assertNothingIsLeft(template);
	}

	/**
	 * Start a caller, and wait until its request is in flight.
	 * @param template the client
	 * @param caller its number
	 * @throws Exception if it does not call
	 */
	private void start(FramedTcpTemplate template, int caller) throws Exception {
		Future<SharedOutcome> future = this.callers.call(() -> call(template, caller));
		this.futures.add(future);
		boolean isVictim = caller == this.cell.victim();
		if (this.cell.fault().isRefused() && isVictim) {
			outcomeOf(future);
			return;
		}
		boolean isClash = this.cell.fault() == SharedFault.KEY_CLASH;
		if (isClash && isVictim) {
			await("a caller that waits for its id", () -> sharing(template).waiting() == 1);
			return;
		}
		int waiting = (isClash && caller > this.cell.victim()) ? 1 : 0;
		int before = waiting + (int) this.futures.stream().filter(Future::isDone).count();
		await("requests in flight", () -> {
			SharingStatus sharing = sharing(template);
			return this.futures.stream().filter(Future::isDone).count() > before - waiting
					|| (sharing.inFlight() == caller + 1 - before
							&& (this.cell.large() >= 0 || sharing.frames() >= caller + 1 - before));
		});
	}

	private SharedOutcome call(FramedTcpTemplate template, int caller) throws Exception {
		this.threads.set(caller, Thread.currentThread());
		byte[] request = this.messages.request(caller);
		boolean isVictim = caller == this.cell.victim();
		if (isVictim && this.cell.fault() == SharedFault.INTERRUPTED_AT_ENTRY) {
			Thread.currentThread().interrupt();
		}
		Duration deadline = this.prediction.isTimeOut(caller) ? DEADLINE : FAR_DEADLINE;
		long start = System.nanoTime();
		Future<Duration> twin = (deadline == DEADLINE)
				? this.callers.call(() -> Lateness.at(start + deadline.toNanos()))
				: CompletableFuture.completedFuture(Duration.ZERO);
		SharedOutcome outcome;
		try {
			outcome = this.messages.outcomeOf(request, exchange(template, request, deadline, isVictim));
		}
		catch (RuntimeException ex) {
			outcome = SharedOutcome.of(ex);
		}
		finally {
			Thread.interrupted();
		}
		assertInTime(outcome, deadline, start, twin);
		return outcome;
	}

	private byte[] exchange(FramedTcpTemplate template, byte[] request, Duration deadline, boolean isVictim)
			throws Exception {
		if (isVictim && this.cell.kind() == GivingUp.CANCEL) {
			CompletableFuture<byte[]> future = template.async().sendAndReceive(request, deadline);
			this.pending = future;
			try {
				return future.get();
			}
			catch (ExecutionException ex) {
				throw (RuntimeException) ex.getCause();
			}
		}
		if (isVictim && this.cell.fault() == SharedFault.CONVERTER_THROWS) {
			return template.convertSendAndReceive(request, byte[].class);
		}
		return template.sendAndReceive(request, deadline);
	}

	private void assertInTime(SharedOutcome outcome, Duration deadline, long start, Future<Duration> twin) {
		Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
		Duration late = this.lateness.worstSince(start).plus(Callers.get(twin)).multipliedBy(WAKE_UPS).plus(ALLOWANCE);
		assertThat(elapsed).as("time of a call that ended as %s, on a machine that was late by %s", outcome, late)
			.isLessThan(deadline.plus(deadline.dividedBy(10)).plus(late));
		if (outcome.isTimeOut()) {
			assertThat(elapsed).as("time of a call that timed out").isGreaterThanOrEqualTo(deadline);
		}
	}

	private void strike(FramedTcpTemplate template, InjectedFault fault) throws Exception {
		int victim = this.cell.victim();
		if (this.cell.fault().isGivingUp()) {
			giveUp(template);
			this.peer.openAll();
			return;
		}
		if (this.cell.fault().isDraining()) {
			drain(template);
			return;
		}
		if (this.cell.fault().isReordering() || this.cell.fault().isRefused()) {
			this.peer.openAll();
			return;
		}
		if (this.cell.fault().isOrphaning()) {
			orphan(template);
			return;
		}
		for (int i = 0; i < victim; i++) {
			this.peer.open(i);
			outcomeOf(this.futures.get(i));
		}
		if (this.cell.fault() == SharedFault.RESTART) {
			this.server.restart();
		}
		else {
			this.peer.open(victim);
			if (fault != null) {
				fault.awaitFired(FAR_DEADLINE);
			}
			else if (this.cell.fault().isAtEachByte()) {
				this.peer.awaitStruck();
			}
		}
		if (this.cell.isVictimFirst()) {
			outcomeOf(this.futures.get(victim));
			this.peer.openAll();
			return;
		}
		for (int i = victim + 1; i < SharedCell.CALLERS; i++) {
			int behind = i;
			this.peer.open(i);
			await("handled requests", () -> this.peer.hasHandled(behind) || this.futures.get(behind).isDone());
		}
	}

	private void giveUp(FramedTcpTemplate template) {
		int victim = this.cell.victim();
		if (this.cell.kind() == GivingUp.INTERRUPT) {
			this.threads.get(victim).interrupt();
		}
		else if (this.cell.kind() == GivingUp.CANCEL) {
			this.pending.cancel(true);
		}
		outcomeOf(this.futures.get(victim));
		// A future that was cancelled is done before its thread has given up.
		await("requests in flight", () -> sharing(template).inFlight() < SharedCell.CALLERS);
	}

	private void orphan(FramedTcpTemplate template) {
		int victim = this.cell.victim();
		outcomeOf(this.futures.get(victim));
		if (this.cell.fault() == SharedFault.PINGED) {
			await("a ping", () -> this.server.executionsBy(Payloads::number).containsKey(SharedCellServer.PING));
		}
		else {
			// Whoever looks for a place finds that the connection has none any more.
			callNext(template, 0);
		}
		this.peer.open(victim);
		await("a late reply", () -> sharing(template).lateReplies() == 1);
		this.peer.openAll();
	}

	private void drain(FramedTcpTemplate template) {
		Future<?> closing = CompletableFuture.completedFuture(null);
		switch (this.cell.fault()) {
			case EVICTED -> template.getPool().evictAll();
			case PAUSED -> template.getPool().pause();
			case CLOSED -> {
				closing = this.callers.call(() -> {
					template.getPool().close();
					return null;
				});
				await("a closed client", () -> !template.getPool().isOpen());
			}
			case TOO_OLD -> Lateness.at(System.nanoTime() + DEADLINE.toNanos());
			default -> {
			}
		}
		this.peer.openAll();
		this.futures.forEach(SharedCellRun::outcomeOf);
		Callers.get(closing);
		await("a connection without callers", () -> template.getPool().counts().active() == 0);
		template.getPool().open();
		template.getPool().resume();
	}

	private void callNext(FramedTcpTemplate template, int number) {
		byte[] request = this.messages.request(SharedCellServer.NEXT + number);
		assertThat(template.sendAndReceive(request, FAR_DEADLINE)).isEqualTo(request);
	}

	private void callAgain(FramedTcpTemplate template) {
		this.callers.callAll(SharedCell.CALLERS, (number) -> {
			callNext(template, number);
			return null;
		});
	}

	/**
	 * A request whose caller has its reply was executed once, and none twice.
	 * @param outcomes of the callers
	 */
	private void assertExecutions(List<SharedOutcome> outcomes) {
		Map<Integer, Integer> executions = this.server.executionsBy(Payloads::number);
		for (int i = 0; i < SharedCell.CALLERS; i++) {
			boolean replied = outcomes.get(i) == SharedOutcome.OWN_REPLY;
			assertThat(executions.getOrDefault(i, 0)).as("executions of caller %d, %s", i, outcomes.get(i))
				.isBetween(replied ? 1 : 0, outcomes.get(i).isUnsent() ? 0 : 1);
		}
	}

	private void assertNothingIsLeft(FramedTcpTemplate template) {
		await("late replies", () -> sharing(template).lateReplies() == this.prediction.late());
		await("orphans", () -> sharing(template).orphans() == this.prediction.orphans());
		assertThat(sharing(template).inFlight()).as("requests in flight").isZero();
		assertThat(sharing(template).waiting()).as("callers that wait").isZero();
		template.getPool().evictAll();
		await("active connections", () -> template.getPool().counts().active() == 0);
		assertThat(template.getPool().counts().waiting()).as("callers that wait for a lease").isZero();
		if (this.cell.isEndSeen()) {
			await("open connections", () -> this.server.open() == template.getPool().counts().idle());
		}
		assertThat(this.connections.max()).as("connections open at a time")
			.isLessThanOrEqualTo(SharedCellClient.MAX_TOTAL);
	}

	private static SharingStatus sharing(FramedTcpTemplate template) {
		return template.getPool().sharing();
	}

	private static SharedOutcome outcomeOf(Future<SharedOutcome> future) {
		return Callers.get(future, 2 * FAR_DEADLINE.toSeconds());
	}

	private static void await(String what, BooleanSupplier condition) {
		Awaitility.await(what)
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(2))
			.atMost(FAR_DEADLINE)
			.until(condition::getAsBoolean);
	}

}
