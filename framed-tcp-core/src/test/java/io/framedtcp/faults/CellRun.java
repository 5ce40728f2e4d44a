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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import org.awaitility.Awaitility;

import io.framedtcp.FramedTcpConnectException;
import io.framedtcp.FramedTcpException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTemplateBuilder;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.pool.Lease;
import io.framedtcp.pool.PoolBusyException;
import io.framedtcp.support.ConnectionCount;
import io.framedtcp.support.Leases;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.InjectedFault;
import io.framedtcp.test.Point;
import io.framedtcp.test.ServerConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Lets a cell happen, on a server and with a client of its own: the call that the fault
 * is meant for, the next call, and a last one that nothing is left for to disturb.
 */
final class CellRun {

	/**
	 * Bound on calls that have to last until it. Long enough for a tenth of it to be more
	 * than a busy machine takes to let a thread run.
	 */
	private static final Duration DEADLINE = Duration.ofSeconds(2);

	/**
	 * Bound on all others. A call that waits for no reason times out all the same, only
	 * later, and no machine is so busy that one does without.
	 */
	private static final Duration FAR_DEADLINE = Duration.ofSeconds(20);

	/**
	 * What the clocks' own steps may come to.
	 */
	private static final Duration TICK = Duration.ofMillis(10);

	/**
	 * The watchdog, which closes the connection, and the caller, whom that wakes, may
	 * both have to wait for a processor.
	 */
	private static final int WAKE_UPS = 2;

	private static final int MAX_TOTAL = 2;

	private static final int MAX_FRAME_SIZE = 32 * 1024 * 1024;

	private final Cell cell;

	private final Prediction prediction;

	private final Lateness lateness;

	private final AtomicInteger handled = new AtomicInteger();

	private final ConnectionCount connections = new ConnectionCount();

	private final FramedTcpServer server = FramedTcpServer.handling(this::handle);

	private InjectedFault fault;

	CellRun(Cell cell, Lateness lateness) {
		this.cell = cell;
		this.prediction = Oracle.predict(cell);
		this.lateness = lateness;
	}

	/**
	 * Let it happen.
	 * @return what came of it
	 * @throws Exception if something else fails than a call
	 * @throws AssertionError if the prediction is not fulfilled
	 */
	@SuppressWarnings("try")
	CellResult run() throws Exception {
		try (AutoCloseable closing = this::closeServer; FramedTcpTemplate template = template()) {
			prepare(template);
			Outcome outcome = call(template);
			awaitFault();
			Outcome next = next(template);
			boolean kept = this.server.accepted() == 1;
			assertThat(kept).as("the connection is kept; %s", this.server.connections())
				.isEqualTo(this.prediction.kept());
			// Whatever the server still has to write has been written then.
			await(() -> this.server.requestCount() == this.handled.get());
			last(template);
			assertExecutions(outcome);
			assertNothingIsLost(template);
			return new CellResult(outcome, kept, next, null);
		}
	}

	private void prepare(FramedTcpTemplate template) throws InterruptedException {
		if (this.cell.isWarmedUp()) {
			this.fault = inject(2);
			assertThat(template.sendAndReceive(Payloads.WARM_UP, FAR_DEADLINE)).isEqualTo(Payloads.WARM_UP);
		}
		else {
			this.fault = inject(1);
			if (this.cell.isStruckWhileIdle()) {
				open(template);
			}
		}
		if (this.cell.isStruckWhileIdle()) {
			this.fault.awaitFired(FAR_DEADLINE);
		}
	}

	private InjectedFault inject(int exchange) {
		return switch (this.cell.point()) {
			case ON_ACCEPT -> this.server.inject(this.cell.fault().fault()).at(Point.ON_ACCEPT);
			case WHILE_IDLE ->
				this.server.inject(this.cell.fault().fault()).onExchange(exchange - 1).at(Point.WHILE_IDLE);
			default -> this.server.inject(this.cell.fault().fault()).onExchange(exchange).at(this.cell.point());
		};
	}

	private void open(FramedTcpTemplate template) {
		try {
			template.execute((session) -> null);
		}
		catch (FramedTcpConnectException ex) {
			// The fault was faster than the test of the new connection.
			assertThat(this.cell.point()).isEqualTo(Point.ON_ACCEPT);
		}
	}

	private Outcome call(FramedTcpTemplate template) {
		boolean timesOut = this.prediction.outcomes().contains(Outcome.TIMED_OUT);
		Outcome outcome = outcomeOf(template, this.cell.kind(), this.cell.fault().call(), timesOut);
		assertThat(outcome).as("outcome of the call").isIn(this.prediction.outcomes());
		return outcome;
	}

	private Outcome next(FramedTcpTemplate template) {
		boolean timesOut = this.prediction.next() == Outcome.TIMED_OUT;
		Outcome next = outcomeOf(template, CallKind.EXCHANGE, Payloads.NEXT, timesOut);
		assertThat(next).as("outcome of the next call").isEqualTo(this.prediction.next());
		return next;
	}

	private void last(FramedTcpTemplate template) {
		assertThat(outcomeOf(template, CallKind.EXCHANGE, Payloads.LAST, false)).as("outcome of the last call")
			.isEqualTo(Outcome.OWN_REPLY);
	}

	private Outcome outcomeOf(FramedTcpTemplate template, CallKind kind, byte[] payload, boolean timesOut) {
		Duration deadline = timesOut ? DEADLINE : FAR_DEADLINE;
		long start = System.nanoTime();
		Outcome outcome;
		try {
			outcome = kind.call(template, payload, deadline);
		}
		catch (FramedTcpException ex) {
			outcome = Outcome.of(ex);
			assertThat(ex.isRequestMaybeSent()).as("%s", ex).isIn(maybeSent(outcome, kind));
		}
		Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
		Duration late = this.lateness.worstSince(start).multipliedBy(WAKE_UPS).plus(TICK);
		assertThat(elapsed).as("time of a call that ended as %s", outcome)
			.isLessThan(deadline.plus(deadline.dividedBy(10)).plus(late));
		if (outcome == Outcome.TIMED_OUT) {
			assertThat(elapsed).isGreaterThanOrEqualTo(deadline);
		}
		return outcome;
	}

	/**
	 * Return what an exception must say of the requests: all come after the first was
	 * written, unless the connection was of no use from its beginning.
	 * @param outcome the outcome
	 * @param kind of the call
	 * @return what is right
	 */
	private List<Boolean> maybeSent(Outcome outcome, CallKind kind) {
		if (outcome == Outcome.NOT_CONNECTED) {
			return List.of(false);
		}
		// Found by the second test, or broken by the first byte.
		boolean struckAtOnce = this.cell.point() == Point.ON_ACCEPT && !this.cell.reused();
		return (struckAtOnce && kind.isTestedTwice()) ? List.of(true, false) : List.of(true);
	}

	/**
	 * Wait until the fault has fired and what it left behind is on the client's side.
	 * @throws InterruptedException if the test has ended
	 */
	private void awaitFault() throws InterruptedException {
		this.fault.awaitFired(FAR_DEADLINE);
		int requests = (this.cell.isWarmedUp() ? 1 : 0) + this.cell.kind().requests();
		await(() -> this.cell.fault().isForGood() || this.handled.get() >= requests
				|| !this.server.connections().get(0).isOpen());
		if (isLateFrameToCome()) {
			// The housekeeper finds it.
			await(() -> this.connections.closed() > 0);
		}
	}

	private boolean isLateFrameToCome() {
		return this.cell.fault().isLate() && this.cell.kind() == CallKind.SEND;
	}

	private void assertExecutions(Outcome outcome) {
		boolean replied = outcome == Outcome.OWN_REPLY && !this.cell.fault().isRefusal();
		assertThat(this.server.executions(this.cell.fault().call())).as("executions of the call")
			.isBetween(replied ? 1 : 0, replied ? this.cell.kind().mostExecutions() : 1);
		assertThat(this.server.executions(Payloads.NEXT)).as("executions of the next call").isLessThanOrEqualTo(1);
	}

	private void assertNothingIsLost(FramedTcpTemplate template) throws IOException, InterruptedException {
		assertThat(this.connections.max()).as("connections open at a time").isOne();
		assertThat(template.getPool().counts().active()).as("permits in use").isZero();
		assertThat(template.getPool().counts().waiting()).as("callers that wait").isZero();
		assertPermitsAreWhole(template);
		await(() -> this.server.open() == template.getPool().counts().idle());
	}

	private static void assertPermitsAreWhole(FramedTcpTemplate template) throws IOException, InterruptedException {
		List<Lease> leases = new ArrayList<>();
		for (int i = 0; i < MAX_TOTAL; i++) {
			leases.add(Leases.acquire(template, Deadline.after(FAR_DEADLINE)));
		}
		assertThatExceptionOfType(PoolBusyException.class).as("a lease too many")
			.isThrownBy(() -> Leases.acquire(template, Deadline.after(Duration.ofMillis(1))));
		leases.forEach(Lease::close);
		assertThat(template.getPool().counts().idle()).as("idle connections").isEqualTo(MAX_TOTAL);
	}

	private void closeServer() {
		if (isSwapWithoutPartner()) {
			assertThatExceptionOfType(AssertionError.class).isThrownBy(this.server::close)
				.withMessageContaining("at BEFORE_REPLY")
				.withMessageContaining("held back 1 time, no partner came");
		}
		else {
			this.server.close();
		}
	}

	/**
	 * Return whether the reply waits to be swapped for longer than its caller: the next
	 * request comes on the same connection only if nobody waited.
	 * @return whether the server has to complain that nothing was swapped
	 */
	private boolean isSwapWithoutPartner() {
		return this.cell.fault().isSwap() && this.cell.kind() != CallKind.SEND && this.cell.kind() != CallKind.BATCH;
	}

	private void handle(byte[] request, ServerConnection connection) throws IOException {
		try {
			if (this.cell.isAnswered() || !Arrays.equals(request, this.cell.fault().call())) {
				connection.writeFrame(request);
			}
		}
		finally {
			this.handled.incrementAndGet();
		}
	}

	private FramedTcpTemplate template() {
		FramedTcpTemplateBuilder builder = FramedTcpTemplate.builder(this.server.host(), this.server.port())
			.listener(this.connections)
			.connection((connection) -> connection.connectTimeout(FAR_DEADLINE).maxFrameSize(MAX_FRAME_SIZE))
			.pool((pool) -> pool.maxTotal(MAX_TOTAL)
				.acquireTimeout(FAR_DEADLINE)
				.housekeepingInterval(isLateFrameToCome() ? Duration.ofMillis(20) : Duration.ofMinutes(1)));
		if (this.cell.matched()) {
			builder.matcher(Payloads.matcher());
		}
		return builder.build();
	}

	private static void await(BooleanSupplier condition) {
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(2))
			.atMost(FAR_DEADLINE)
			.until(condition::getAsBoolean);
	}

}
