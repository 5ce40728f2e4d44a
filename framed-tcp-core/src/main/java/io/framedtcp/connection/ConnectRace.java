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

package io.framedtcp.connection;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Opens a TCP connection to the first of several routes that accepts (RFC 8305, section
 * 5). The next attempt begins when the one before has failed, or has taken for longer
 * than the attempt delay; that goes on meanwhile. Once one is open, the others are
 * closed.
 * <p>
 * All happens in the caller's thread, with non-blocking channels and one selector. A
 * single route needs no selector. If none can be opened, routes are tried one after the
 * other, and share the time.
 */
final class ConnectRace implements Channel {

	private static final long MIN_DELAY_NANOS = 10_000_000;

	private final SocketConnector connector;

	private final RouteQueue routes;

	private final Attempts attempts;

	private final Deadline deadline;

	private final ConnectCancellation cancellation;

	private final long delayNanos;

	private final List<Runner> runners = new ArrayList<>();

	private @Nullable Selector selector;

	private volatile boolean closed;

	/**
	 * Creates a race.
	 * @param connector opens connections
	 * @param routes the routes to try
	 * @param attempts is told of each failure
	 * @param attemptDelay how long to wait for an attempt before the next begins
	 * @param deadline by when a connection must be open
	 * @param cancellation ends the race
	 */
	ConnectRace(SocketConnector connector, RouteQueue routes, Attempts attempts, Duration attemptDelay,
			Deadline deadline, ConnectCancellation cancellation) {
		this.connector = connector;
		this.routes = routes;
		this.attempts = attempts;
		this.deadline = deadline;
		this.cancellation = cancellation;
		this.delayNanos = delayNanos(attemptDelay, deadline, routes.size());
	}

	/**
	 * Returns the delay between two attempts. If many have to fit into little time, it is
	 * so much shorter that the last begins when half of the time is over.
	 * @param attemptDelay the configured delay
	 * @param deadline by when a connection must be open
	 * @param routes how many routes there are
	 * @return nanoseconds
	 */
	static long delayNanos(Duration attemptDelay, Deadline deadline, int routes) {
		long share = deadline.remainingNanos() / 2 / Math.max(1, routes - 1);
		return Math.max(MIN_DELAY_NANOS, Math.min(TimeUnit.NANOSECONDS.convert(attemptDelay), share));
	}

	/**
	 * Opens a connection.
	 * @param watchdog closes this race when the client is closed
	 * @return the first that is open; {@code null} if none could be opened
	 * @throws IOException if it is cancelled, or the thread is interrupted, which leaves
	 * its flag set
	 */
	@Nullable Connected run(Watchdog watchdog) throws IOException {
		if ((this.routes.size() == 1 && !this.routes.isLookingUp()) || !openSelector()) {
			return oneAfterTheOther();
		}
		Guard guard = watchdog.guard(this);
		try {
			this.routes.whenResolved(this::wakeUp);
			this.cancellation.stopBy(this::wakeUp);
			return race();
		}
		finally {
			guard.close();
			end();
		}
	}

	private boolean openSelector() {
		try {
			this.selector = Selector.open();
			return true;
		}
		catch (IOException ex) {
			// No descriptor is left, say. The routes may do without.
			return false;
		}
	}

	private @Nullable Connected oneAfterTheOther() throws IOException {
		while (this.routes.size() > 0 || (this.routes.isLookingUp() && this.deadline.remainingNanos() > 0)) {
			int left = this.routes.size();
			Route route = this.routes.poll();
			if (route == null) {
				this.routes.await(this.deadline);
			}
			else {
				try {
					Deadline share = this.deadline.share(Math.max(1, left));
					return new Connected(route, this.connector.connect(route, share, this.cancellation));
				}
				catch (AttemptFailedException ex) {
					this.attempts.failed(route, ex, this.routes.size() > 0);
				}
			}
		}
		return null;
	}

	private @Nullable Connected race() throws IOException {
		long nextStart = System.nanoTime();
		while (true) {
			if (Thread.currentThread().isInterrupted()) {
				throw new ClosedByInterruptException();
			}
			this.cancellation.throwIfCancelled();
			if (this.closed || this.deadline.remainingNanos() <= 0) {
				giveUp();
				return null;
			}
			Runner started = (System.nanoTime() - nextStart >= 0) ? startNext() : null;
			if (started != null) {
				// At once, if it has failed at once.
				nextStart = System.nanoTime() + (this.runners.contains(started) ? this.delayNanos : 0);
			}
			else if (this.runners.isEmpty() && this.routes.size() == 0 && !this.routes.isLookingUp()) {
				return null;
			}
			else {
				select(nextStart);
			}
			int before = this.runners.size();
			Connected winner = winner();
			if (winner != null) {
				return winner;
			}
			if (this.runners.size() < before) {
				nextStart = System.nanoTime();
			}
		}
	}

	/**
	 * Begins one more attempt.
	 * @return the attempt, which may have failed already; {@code null} if there is no
	 * further route now
	 * @throws ClosedByInterruptException if the thread is interrupted
	 */
	private @Nullable Runner startNext() throws ClosedByInterruptException {
		Route route = this.routes.poll();
		if (route == null) {
			return null;
		}
		Runner runner = new Runner(route);
		try {
			runner.start();
			this.runners.add(runner);
		}
		catch (AttemptFailedException ex) {
			this.attempts.failed(route, ex, true);
		}
		return runner;
	}

	private void select(long nextStart) throws IOException {
		Selector selector = this.selector;
		if (selector == null) {
			return;
		}
		long wait = this.deadline.remainingNanos();
		if (this.routes.size() > 0) {
			wait = Math.min(wait, nextStart - System.nanoTime());
		}
		if (wait <= 0) {
			selector.selectNow();
		}
		else {
			selector.select(Math.max(1, (wait + 999_999) / 1_000_000));
		}
		selector.selectedKeys().clear();
	}

	/**
	 * Looks which attempts have come to an end.
	 * @return the first that has succeeded; {@code null} if none has
	 */
	private @Nullable Connected winner() {
		for (Runner runner : List.copyOf(this.runners)) {
			try {
				if (runner.isConnected()) {
					return win(runner);
				}
			}
			catch (IOException ex) {
				this.runners.remove(runner);
				runner.close();
				this.attempts.failed(runner.route,
						AttemptFailedException.failed(runner.route, ConnectStep.CONNECT, ex, false), true);
			}
		}
		return null;
	}

	private Connected win(Runner winner) throws IOException {
		SocketConnector.refuseItself(winner.channel());
		this.runners.remove(winner);
		for (Runner loser : this.runners) {
			// It has been waited for in vain, or not yet for so long.
			if (loser.elapsedNanos() >= this.delayNanos) {
				this.attempts.slow(loser.route, loser.elapsedNanos(), winner.route);
			}
		}
		this.routes.putBack(this.runners.stream().map((loser) -> loser.route).toList());
		return new Connected(winner.route, winner.channel());
	}

	private void giveUp() {
		for (int i = 0; i < this.runners.size(); i++) {
			Runner runner = this.runners.get(i);
			AttemptFailedException failure = this.closed
					? AttemptFailedException.failed(runner.route, ConnectStep.CONNECT, new ClosedChannelException(),
							false)
					: AttemptFailedException.timedOut(runner.route, ConnectStep.CONNECT, runner.start, null);
			this.attempts.failed(runner.route, failure, i < this.runners.size() - 1);
		}
	}

	private void end() {
		Selector selector = this.selector;
		if (selector != null) {
			// Before the winner can be used: its mode is fixed until then.
			Watchdog.closeQuietly(selector);
		}
		this.runners.forEach(Runner::close);
	}

	private void wakeUp() {
		Selector selector = this.selector;
		if (selector != null) {
			selector.wakeup();
		}
	}

	@Override
	public boolean isOpen() {
		return !this.closed;
	}

	/**
	 * Ends the race, in whatever thread it is run.
	 */
	@Override
	public void close() {
		this.closed = true;
		wakeUp();
	}

	/**
	 * A TCP connection that has just been opened.
	 *
	 * @param route where to
	 * @param channel the connection, in whatever mode
	 */
	record Connected(Route route, SocketChannel channel) {

	}

	/**
	 * An attempt that goes on.
	 */
	private final class Runner {

		private final Route route;

		private final long start = System.nanoTime();

		private @Nullable SocketChannel channel;

		Runner(Route route) {
			this.route = route;
		}

		void start() throws AttemptFailedException, ClosedByInterruptException {
			SocketChannel channel = ConnectRace.this.connector.begin(this.route);
			this.channel = channel;
			try {
				Selector selector = ConnectRace.this.selector;
				if (selector != null && channel.isConnectionPending()) {
					channel.register(selector, SelectionKey.OP_CONNECT);
				}
			}
			catch (IOException ex) {
				close();
				throw AttemptFailedException.failed(this.route, ConnectStep.CONNECT, ex, true);
			}
		}

		SocketChannel channel() {
			SocketChannel channel = this.channel;
			if (channel == null) {
				throw new IllegalStateException("not started");
			}
			return channel;
		}

		boolean isConnected() throws IOException {
			return channel().isConnected() || channel().finishConnect();
		}

		long elapsedNanos() {
			return System.nanoTime() - this.start;
		}

		void close() {
			Watchdog.closeQuietly(channel());
		}

	}

}
