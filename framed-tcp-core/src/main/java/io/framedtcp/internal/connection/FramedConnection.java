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

package io.framedtcp.internal.connection;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.exchange.Matching;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.internal.transport.WireLog;
import io.framedtcp.pool.ConnectionState;
import io.framedtcp.pool.Traffic;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionAttributes;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.ConnectionListener;

/**
 * A TCP connection that carries frames. This class has the state of its whole life; its
 * {@link Exchange} has the state of one caller.
 * <p>
 * Used by one thread at a time, which has acquired it.
 */
public final class FramedConnection {

	private final ConnectionInfo info;

	private final ConnectedSocket socket;

	private final FrameChannel frames;

	private final ConnectionStateMachine state;

	private final WireLog wireLog;

	private final @Nullable FarewellFrame farewell;

	private final long openedAt;

	private final Lifespan lifespan;

	/** Whether the number of its exchanges is bounded. */
	private final boolean bounded;

	private final Deadline endOfLife;

	private final long receivedAtOpening;

	/** Like all counters here, written by one thread at a time and read by any. */
	private final AtomicLong lastFrameAt = new AtomicLong(System.nanoTime());

	private final AtomicLong idleSince = new AtomicLong(this.lastFrameAt.get());

	private final AtomicLong exchanges = new AtomicLong();

	private long receivedAtRequest;

	/** Whether it has been idle. If so, the peer may be closing it unnoticed. */
	private boolean reused;

	private volatile @Nullable Sharing sharing;

	private final ReplyHistory replies;

	private final LivenessCheck livenessCheck;

	/** The exchange of the current or last caller. Each lease starts it again. */
	private final Exchange exchange;

	/**
	 * Creates an open connection.
	 * @param info its identity
	 * @param socket its opened socket
	 * @param settings the settings that it was opened with
	 * @param listener notified of unsolicited frames
	 * @param state its state
	 * @param livenessCheck checks whether it may be used
	 * @param openedAt reading of {@link System#nanoTime()} when opening it began
	 */
	public FramedConnection(ConnectionInfo info, ConnectedSocket socket, ConnectionSettings settings,
			ConnectionListener listener, ConnectionStateMachine state, LivenessCheck livenessCheck, long openedAt) {
		this.info = info;
		this.socket = socket;
		this.frames = socket.frames();
		this.state = state;
		this.farewell = FarewellFrame.of(settings);
		this.openedAt = openedAt;
		this.lifespan = livenessCheck.lifespan();
		this.endOfLife = this.lifespan.endOfLife();
		this.bounded = this.lifespan.maxUses() > 0;
		this.replies = livenessCheck.replies();
		this.livenessCheck = livenessCheck;
		this.receivedAtOpening = socket.frames().bytesReceived();
		this.wireLog = new WireLog(info, settings.payloadRedactor());
		socket.frames().logTo(this.wireLog);
		UnsolicitedFrames unsolicitedFrames = new UnsolicitedFrames(info, socket.frames(), socket.hooks().handler(),
				listener);
		this.exchange = new Exchange(this, new Matching(socket.hooks().matcher()), livenessCheck, unsolicitedFrames,
				this.wireLog, settings.minRequestInterval().isZero() ? null
						: new RequestInterval(this, settings.minRequestInterval()));
	}

	public ConnectionInfo info() {
		return this.info;
	}

	/**
	 * Notes a reason not to use this connection again. Only the first one counts.
	 * @param reason why
	 */
	public void retire(CloseReason reason) {
		if (this.state.retire(reason)) {
			this.wireLog.retired(reason);
		}
	}

	/**
	 * Returns why this connection must not be used again.
	 * @return the reason, or {@code null} if it may be used
	 */
	public @Nullable CloseReason closeReason() {
		return this.state.reason();
	}

	/**
	 * Returns whether this connection may be kept. Retires it if its lifespan has ended
	 * or it was evicted.
	 * @param evictedAt when all connections were last evicted
	 * @return {@code false} if it is retired
	 */
	boolean isWithinLifespan(long evictedAt) {
		if (this.state.reason() != null) {
			return false;
		}
		boolean evicted = this.openedAt - evictedAt < 0;
		boolean usedUp = this.bounded && usesLeft() <= 0;
		if (!evicted && !usedUp && this.endOfLife.remainingNanos() > 0) {
			return true;
		}
		CloseReason ended = usedUp ? CloseReason.USED_UP : CloseReason.MAX_LIFETIME;
		retire(evicted ? CloseReason.EVICTED : ended);
		return false;
	}

	/**
	 * Returns how many more exchanges this connection may serve.
	 * @return the number; zero or less if it is used up
	 */
	public long usesLeft() {
		return this.lifespan.usesLeft(this.exchanges.getPlain());
	}

	/**
	 * Returns whether this connection may still be used. Retires it if its lifespan has
	 * ended or it was evicted.
	 * @return {@code false} if it is retired
	 */
	public boolean isKept() {
		return this.livenessCheck.isWithinLifespan(this);
	}

	/**
	 * Handles a frame that answers no request.
	 * @param payload the payload of the frame
	 * @return the answer, if there is one
	 */
	public @Nullable EncodedFrame unsolicited(byte[] payload) {
		return this.exchange.unsolicitedFrames().handle(payload);
	}

	/**
	 * Returns the common state of the callers that share the connection.
	 * @return the state, or {@code null} if it has never been shared
	 */
	public @Nullable Sharing sharing() {
		return this.sharing;
	}

	/**
	 * Notes that the connection is shared, now or later again.
	 * @param sharing the common state of its callers
	 */
	public void sharedBy(Sharing sharing) {
		this.sharing = sharing;
	}

	/**
	 * Returns how long nobody has used the connection.
	 * @return nanoseconds since it was opened, or since the last frame of its last lease
	 */
	public long idleNanos() {
		return System.nanoTime() - this.idleSince.get();
	}

	/**
	 * Returns the time since the last frame. Pings count, drained frames do not.
	 * @return nanoseconds since the last frame was written or read, or since it was
	 * opened
	 */
	public long silentNanos() {
		return System.nanoTime() - this.lastFrameAt.get();
	}

	/**
	 * Returns whether opening the connection began at a given time or later.
	 * @param nanoTime a reading of {@link System#nanoTime()}
	 * @return whether it did
	 */
	public boolean isOpenedSince(long nanoTime) {
		return this.openedAt - nanoTime >= 0;
	}

	/**
	 * Closes the connection although a stuck thread still uses it.
	 */
	public void abandon() {
		retire(CloseReason.TIMED_OUT);
		this.socket.guard().close();
	}

	/**
	 * Notes that the connection is about to be idle.
	 */
	void endLease() {
		this.reused = true;
		// Otherwise the last frame belongs to a ping.
		if (this.exchange.isUsed()) {
			this.idleSince.lazySet(this.lastFrameAt.getPlain());
		}
	}

	/**
	 * Releases the selector if the connection has been idle for some time.
	 * @param keptNanos the time in nanoseconds
	 */
	public void releaseSelectorIfUnused(long keptNanos) {
		if (idleNanos() >= keptNanos) {
			try {
				this.frames.transport().releaseSelector();
			}
			catch (IOException ex) {
				retire(CloseReason.BROKEN);
			}
		}
	}

	// Those of callers who share the connection count as well, and pings do.
	long requests() {
		return this.exchanges.getPlain();
	}

	/**
	 * Counts requests that are about to be written.
	 * @param count how many
	 */
	public void requestsBegun(int count) {
		this.exchanges.lazySet(this.exchanges.getPlain() + count);
		this.receivedAtRequest = this.frames.bytesReceived();
	}

	public void frameEnded() {
		this.lastFrameAt.lazySet(System.nanoTime());
	}

	public Exchange exchange() {
		return this.exchange;
	}

	public ConnectionAttributes attributes() {
		return this.socket.hooks().attributes();
	}

	public ConnectedSocket socket() {
		return this.socket;
	}

	/**
	 * Returns whether the connection has been idle.
	 * @return {@code false} until its first lease has ended
	 */
	public boolean isReused() {
		return this.reused;
	}

	/**
	 * Returns how the connection has ended.
	 * @return its end; while it is open, as if it ended now
	 */
	public ConnectionEnd end() {
		long received = this.frames.bytesReceived();
		return new ConnectionEnd(closeReason(), this.reused, this.exchanges.get(), received != this.receivedAtOpening,
				received != this.receivedAtRequest, ageNanos(), silentNanos());
	}

	public void replied() {
		if (this.replies.watching) {
			this.replies.replied(this.exchanges.get());
		}
	}

	/**
	 * Returns whether the next reply changes the client's {@link ReplyHistory}.
	 * @return {@code false} once replies are usual
	 */
	boolean isReplyNew() {
		return this.replies.watching;
	}

	/**
	 * Returns a hint about settings that may be wrong.
	 * @param ex the failure of an exchange on this connection
	 * @return sentences, or {@code null} if no setting is suspected
	 */
	public @Nullable String hint(ExchangeFailedException ex) {
		try {
			return this.replies.hint(this, ex);
		}
		catch (RuntimeException failure) {
			// For example of a user's own framing. The failure itself counts.
			return null;
		}
	}

	WireLog wireLog() {
		return this.wireLog;
	}

	/**
	 * Returns how many exchanges and bytes the connection has carried.
	 * @return the numbers at this moment
	 */
	public Traffic traffic() {
		return new Traffic(this.exchanges.get(), this.frames.bytesSent(), this.frames.bytesReceived());
	}

	ConnectionState state() {
		return this.state.state();
	}

	/**
	 * Closes the connection, if nobody uses it and the peer must be told of the end: by a
	 * farewell, or by TLS.
	 */
	void sayFarewell() {
		boolean told = this.farewell != null || this.frames.transport().tls() != null;
		if (told && this.state.test()) {
			retire(CloseReason.POOL_CLOSED);
			close();
		}
	}

	/**
	 * Closes the connection. This ends any read or write on it. It may be closed more
	 * than once.
	 */
	public void close() {
		try {
			if (!this.exchange.isInside() && !this.socket.guard().isOver()) {
				if (this.farewell != null) {
					this.farewell.writeIfWell(this);
				}
				this.frames.transport().closePolitely();
			}
		}
		finally {
			this.socket.guard().close();
			Sharing sharing = this.sharing;
			if (sharing != null) {
				sharing.closed();
			}
		}
	}

	long ageNanos() {
		return System.nanoTime() - this.openedAt;
	}

	@Override
	public String toString() {
		return this.info.toString();
	}

}
