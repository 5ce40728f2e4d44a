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
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

import io.framedtcp.connection.ConnectFailedException;
import io.framedtcp.connection.ConnectionSettings;
import io.framedtcp.connection.Deadline;
import io.framedtcp.connection.ExchangeFailedException;
import io.framedtcp.connection.FramedConnection;
import io.framedtcp.framing.EncodedFrame;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.pool.Lease;
import io.framedtcp.pool.PoolBusyException;
import io.framedtcp.pool.PoolClosedException;

/**
 * One call of a template: when it began, by when it must end, and how its failures are
 * told to the caller.
 */
final class Call {

	private final FramedConnectionPool pool;

	private final Duration responseTimeout;

	private final @Nullable Deadline deadline;

	private final long start = System.nanoTime();

	/**
	 * Begin a call.
	 * @param pool where its connection comes from
	 * @param responseTimeout how long each frame may take
	 * @param timeout bound on the whole call, instead of the response time-out
	 */
	Call(FramedConnectionPool pool, Duration responseTimeout, @Nullable Duration timeout) {
		this.pool = pool;
		this.responseTimeout = responseTimeout;
		this.deadline = (timeout != null) ? Deadline.after(timeout) : null;
	}

	/**
	 * Make a frame, before a connection is borrowed for it.
	 * @param payload what it is to carry
	 * @return the frame
	 */
	EncodedFrame encode(byte[] payload) {
		Assert.notNull(payload, "'payload' must not be null");
		ConnectionSettings settings = this.pool.connectionSettings();
		return EncodedFrame.of(payload, settings.framing(), settings.maxFrameSize());
	}

	Lease borrow() {
		try {
			return this.pool.borrow(borrowBy());
		}
		catch (PoolBusyException ex) {
			throw new FramedTcpBusyException(
					describe(ex) + ". Raise framed-tcp.pool.max-total, or find out why the server is slow.",
					context(Phase.ACQUIRE), ex);
		}
		catch (ConnectFailedException ex) {
			String advice = ex.isCutShort() ? "The call's own deadline left no more time."
					: "Check that the server runs and can be reached.";
			throw new FramedTcpConnectException(describe(ex) + ". " + advice, context(Phase.CONNECT), ex);
		}
		catch (PoolClosedException ex) {
			throw new FramedTcpClosedException(describe(ex), context(Phase.ACQUIRE), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new FramedTcpInterruptedException("Interrupted while getting a connection", context(Phase.ACQUIRE),
					ex);
		}
		catch (IOException ex) {
			throw new FramedTcpConnectException("Cannot connect: " + ex.getMessage(), context(Phase.CONNECT), ex);
		}
	}

	/**
	 * Return by when the next frame must be written or read.
	 * @return the deadline
	 */
	Deadline respondBy() {
		return (this.deadline != null) ? this.deadline : Deadline.after(this.responseTimeout);
	}

	FramedTcpException failed(ExchangeFailedException ex, FramedConnection connection) {
		ExchangeContext context = context(ex.isWriting() ? Phase.WRITE : Phase.READ, connection.info().address(),
				ex.isMaybeSent());
		return switch (ex.getReason()) {
			case TIMED_OUT -> new FramedTcpTimeoutException(
					(ex.isWriting() ? "The request could not be written" : "No complete reply arrived") + " in time",
					context, ex);
			case MALFORMED_FRAME -> new FramedTcpMalformedReplyException("The reply cannot be read: " + reasonOf(ex),
					context, ex.getCause());
			case INTERRUPTED -> new FramedTcpInterruptedException("Interrupted during the exchange", context, ex);
			case POOL_CLOSED -> new FramedTcpClosedException("The client was closed during the exchange", context, ex);
			default -> new FramedTcpConnectionLostException("The connection was lost: " + ex.getMessage(), context, ex);
		};
	}

	private static String reasonOf(ExchangeFailedException ex) {
		return (ex.getCause() instanceof IOException cause) ? String.valueOf(cause.getMessage())
				: String.valueOf(ex.getCause());
	}

	private static String describe(IOException ex) {
		return StringUtils.capitalize(String.valueOf(ex.getMessage()));
	}

	private Deadline borrowBy() {
		return (this.deadline != null) ? this.deadline : Deadline.after(Duration.ofSeconds(Long.MAX_VALUE));
	}

	private ExchangeContext context(Phase phase) {
		String addresses = StringUtils.collectionToCommaDelimitedString(this.pool.connectionSettings().addresses());
		return context(phase, addresses, false);
	}

	private ExchangeContext context(Phase phase, String address, boolean requestMaybeSent) {
		return new ExchangeContext(this.pool.client(), address, phase, Duration.ofNanos(System.nanoTime() - this.start),
				requestMaybeSent);
	}

}
