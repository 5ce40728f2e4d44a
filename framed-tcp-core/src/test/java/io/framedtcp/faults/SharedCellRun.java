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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;

import org.awaitility.Awaitility;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTemplateBuilder;
import io.framedtcp.config.TlsSettings;
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

	/** In the names of the client's threads. */
	static final String CLIENT = "shared-fault-matrix";

	/**
	 * Bound on calls that have to last until it. Long enough for all requests to be in
	 * flight before, on a machine that is busy.
	 */
	private static final Duration DEADLINE = Duration.ofSeconds(3);

	/** Bound on all others. */
	private static final Duration FAR_DEADLINE = Duration.ofSeconds(20);

	/**
	 * What may be added to the lateness that was measured: a caller that is woken up may
	 * have to wait for others, which wait for a processor.
	 */
	private static final Duration ALLOWANCE = Duration.ofSeconds(1);

	private static final int WAKE_UPS = 2;

	private static final int MAX_TOTAL = 2;

	private static final int MAX_FRAME_SIZE = 32 * 1024 * 1024;

	/** More than the buffers of the kernel take. */
	private static final int LARGE = 16 * 1024 * 1024;

	private final SharedCell cell;

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
			try (FramedTcpTemplate template = template((terminator != null) ? terminator.port() : this.server.port())) {
				run(template);
			}
			if (isEndSeen()) {
				await("open connections of a closed client", () -> this.server.open() == 0);
			}
		}
		finally {
			this.peer.openAll();
		}
	}

	private void run(FramedTcpTemplate template) throws Exception {
		InjectedFault fault = this.peer.inject();
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
		if (isSurplusToCome()) {
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
		if (this.cell.fault() == SharedFault.INTERRUPTED_AT_ENTRY && caller == this.cell.victim()) {
			outcomeOf(future);
			return;
		}
		int before = (int) this.futures.stream().filter(Future::isDone).count();
		await("requests in flight", () -> {
			SharingStatus sharing = sharing(template);
			return this.futures.stream().filter(Future::isDone).count() > before
					|| (sharing.inFlight() == caller + 1 - before
							&& (this.cell.large() >= 0 || sharing.frames() >= caller + 1 - before));
		});
	}

	private SharedOutcome call(FramedTcpTemplate template, int caller) throws Exception {
		this.threads.set(caller, Thread.currentThread());
		byte[] request = request(caller);
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
			outcome = outcomeOf(request, exchange(template, request, deadline, isVictim));
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

	private byte[] request(int caller) {
		String id = (this.cell.mode() == SharedMode.ASSIGNED_IDS) ? "same" : String.format("c%03d", caller);
		byte[] request = Payloads.numbered(id, caller);
		return (caller == this.cell.large()) ? Arrays.copyOf(request, LARGE) : request;
	}

	private SharedOutcome outcomeOf(byte[] request, byte[] reply) {
		boolean isBig = this.cell.fault() == SharedFault.BIG_REPLY && Payloads.number(request) == this.cell.victim();
		byte[] expected = isBig ? Arrays.copyOf(request, SharedCellServer.BIG_REPLY) : request;
		if (Arrays.equals(expected, reply)) {
			return SharedOutcome.OWN_REPLY;
		}
		return Payloads.hasSameId(request, reply) ? SharedOutcome.DAMAGED : SharedOutcome.FOREIGN;
	}

	private void strike(FramedTcpTemplate template, InjectedFault fault) throws Exception {
		int victim = this.cell.victim();
		if (this.cell.fault().isGivingUp()) {
			giveUp(template);
			this.peer.openAll();
			return;
		}
		if (this.cell.fault().isReordering() || this.cell.fault() == SharedFault.INTERRUPTED_AT_ENTRY) {
			this.peer.openAll();
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

	private boolean isSurplusToCome() {
		return this.cell.fault() == SharedFault.DOUBLED_REPLY && this.cell.mode() == SharedMode.IN_ORDER;
	}

	private void callAgain(FramedTcpTemplate template) {
		List<byte[]> replies = this.callers.callAll(SharedCell.CALLERS,
				(number) -> template.sendAndReceive(request(SharedCellServer.NEXT + number), FAR_DEADLINE));
		for (int i = 0; i < SharedCell.CALLERS; i++) {
			assertThat(replies.get(i)).as("reply to the next call of caller %d", i)
				.isEqualTo(request(SharedCellServer.NEXT + i));
		}
	}

	/**
	 * A request whose caller has its reply was executed once, and none twice.
	 * @param outcomes of the callers
	 */
	private void assertExecutions(List<SharedOutcome> outcomes) {
		Map<Integer, Integer> executions = this.server.executionsBy(Payloads::number);
		for (int i = 0; i < SharedCell.CALLERS; i++) {
			boolean replied = outcomes.get(i) == SharedOutcome.OWN_REPLY;
			boolean unsent = outcomes.get(i) == SharedOutcome.TIMED_OUT_UNSENT
					|| outcomes.get(i) == SharedOutcome.INTERRUPTED_UNSENT;
			assertThat(executions.getOrDefault(i, 0)).as("executions of caller %d, %s", i, outcomes.get(i))
				.isBetween(replied ? 1 : 0, unsent ? 0 : 1);
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
		if (isEndSeen()) {
			await("open connections", () -> this.server.open() == template.getPool().counts().idle());
		}
		assertThat(this.connections.max()).as("connections open at a time").isLessThanOrEqualTo(MAX_TOTAL);
	}

	/**
	 * Return whether the server sees that the client has closed a connection.
	 * @return {@code false} if it leaves what the client has sent to the kernel
	 */
	private boolean isEndSeen() {
		return this.cell.fault() != SharedFault.NOT_READING;
	}

	private FramedTcpTemplate template(int port) {
		FramedTcpTemplateBuilder builder = FramedTcpTemplate.builder(this.server.host(), port)
			.client(CLIENT)
			.listener(this.connections)
			.connection((connection) -> connection.connectTimeout(FAR_DEADLINE).maxFrameSize(MAX_FRAME_SIZE))
			.pool((pool) -> pool.maxTotal(MAX_TOTAL)
				.acquireTimeout(FAR_DEADLINE)
				.housekeepingInterval(isSurplusToCome() ? Duration.ofMillis(20) : Duration.ofMinutes(1)))
			.shared((shared) -> shared.maxInFlightBytes(2 * MAX_FRAME_SIZE));
		this.cell.mode().configure(builder);
		if (this.cell.fault().isUnknownIgnored()) {
			SharedMode.ignoreUnknown(builder);
		}
		if (this.cell.tls()) {
			builder.tls(TlsSettings.builder(this.tls::client).build());
		}
		return builder.build();
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
