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

package io.framedtcp.internal.shared;

import java.io.IOException;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.Ordering;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.config.UnknownReplyPolicy;
import io.framedtcp.framing.EndOfStreamException;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.exchange.OtherTimeoutException;
import io.framedtcp.internal.shared.OutstandingCalls.InFlightCalls;
import io.framedtcp.internal.shared.ReplyDelivery.Result;
import io.framedtcp.internal.shared.SharedCall.State;
import io.framedtcp.internal.shared.UnfinishedFrame.Addressee;
import io.framedtcp.spi.CloseReason;

/**
 * Ends the calls of a shared connection. Each call ends once: with its reply, by its
 * caller, or with the connection. Used under the lock of {@link ConnectionCalls}.
 */
final class CallOutcomes {

	private static final byte[] NOTHING = {};

	private final Places places;

	private final OutstandingCalls calls;

	private final Correlation correlation;

	private final OutgoingFrames out;

	private final Lifecycle lifecycle;

	private final Roles roles;

	private final boolean inOrder;

	private final boolean unknownIgnored;

	/**
	 * Creates the outcomes of a connection.
	 * @param places the numbers of calls and their bounds
	 * @param calls the calls that are not completed
	 * @param correlation finds the call that a frame answers
	 * @param out gathers the frames of calls
	 * @param lifecycle knows whether the connection gets new calls
	 * @param roles the writer and the driver
	 * @param settings the settings of shared connections
	 */
	CallOutcomes(Places places, OutstandingCalls calls, Correlation correlation, OutgoingFrames out,
			Lifecycle lifecycle, Roles roles, SharedSettings settings) {
		this.places = places;
		this.calls = calls;
		this.correlation = correlation;
		this.out = out;
		this.lifecycle = lifecycle;
		this.roles = roles;
		this.inOrder = settings.ordering() == Ordering.IN_ORDER;
		this.unknownIgnored = !this.inOrder && settings.onUnknownReply() == UnknownReplyPolicy.IGNORE;
	}

	/**
	 * Completes the calls that expect no reply, once their frames are written.
	 * @param done collects the completed calls
	 */
	void written(List<SharedCall> done) {
		SharedCall first = this.calls.unwritten().peek();
		while (first != null && first.offset() + first.frame().size() <= this.out.written()) {
			this.calls.unwritten().remove();
			if (!first.isOrphaned()) {
				this.places.free(first);
				first.answered(NOTHING);
				done.add(first);
				if (first.thread() == null) {
					this.places.leave();
				}
			}
			first = this.calls.unwritten().peek();
		}
	}

	/**
	 * Completes the call that a frame answers.
	 * @param frame the payload of the frame
	 * @param key its key, from {@link Correlation}
	 * @param result collects the outcome
	 */
	void arrived(byte[] frame, Object key, Result result) {
		SharedCall call = (key != Correlation.UNSOLICITED) ? find(key) : null;
		if (call == null) {
			if (key == Correlation.UNSOLICITED) {
				result.addUnsolicited(frame);
			}
			else {
				result.addUnknown(frame, key, this.unknownIgnored && key != Correlation.AMBIGUOUS);
			}
			return;
		}
		this.calls.inFlight().remove(call);
		if (call.isOrphaned()) {
			this.places.orphanGone();
			result.addSwallowed(call);
			return;
		}
		this.places.free(call);
		// The reply may arrive before the whole request is written.
		this.out.keep(call);
		call.answered(frame);
		result.addDone(call);
	}

	private @Nullable SharedCall find(Object key) {
		SharedCall call = this.correlation.find(this.calls.inFlight(), key);
		if (call == null || isMaybeWritten(call)) {
			return call;
		}
		// No byte of its request has left, so this frame answers another one.
		this.correlation.take(call);
		return null;
	}

	private boolean isMaybeWritten(SharedCall call) {
		return call.isUnanswered() && (call.offset() < this.out.written() || this.roles.isWriting());
	}

	/**
	 * Ends a call whose caller has given up. If its request may have been sent, a late
	 * reply is swallowed.
	 * @param call the call
	 * @param woken collects the calls that fail with it, and the calls that get its roles
	 */
	void givenUp(SharedCall call, List<SharedCall> woken) {
		if (call.state() == State.PLACED) {
			this.correlation.free(call);
			this.places.free(call);
		}
		else if (call.state() == State.QUEUED) {
			this.calls.queue().remove(call);
			forget(call);
			this.places.free(call);
			call.cancelled();
		}
		else if (call.isSent()) {
			call.addressee(addressee(call));
			this.places.free(call);
			this.out.keep(call);
			call.orphaned(System.nanoTime());
			if (call.isAnswered()) {
				orphaned(call, woken);
			}
		}
		this.roles.pass(call, woken);
	}

	private Addressee addressee(SharedCall call) {
		if (this.inOrder) {
			return (call.previous != null) ? Addressee.EARLIER_CALL : Addressee.THIS_CALL;
		}
		return this.calls.isAlone(call) ? Addressee.THIS_CALL : Addressee.ANY_CALL;
	}

	private void orphaned(SharedCall call, List<SharedCall> woken) {
		if (this.inOrder) {
			failBehind(call, woken);
		}
		else {
			this.correlation.orphaned(call);
			this.places.orphaned();
			this.lifecycle.gaveUp(this.places.orphans());
		}
	}

	private void failBehind(SharedCall call, List<SharedCall> woken) {
		// Replies are matched by their order, and the reply to this call may or may not
		// come. So this call is forgotten, and all later ones fail.
		IOException cause = outOfOrder();
		InFlightCalls.forEach(call.next, (behind) -> {
			this.calls.queue().remove(behind);
			fail(behind, CloseReason.BROKEN, cause, null);
			woken.add(behind);
		});
		forget(call);
		this.lifecycle.orderLost();
	}

	/**
	 * Creates the failure of callers behind an abandoned request.
	 * @return the failure
	 */
	static IOException outOfOrder() {
		return new OtherTimeoutException("an earlier request on the connection got no reply in time, so that replies "
				+ "behind it cannot be told apart by their order");
	}

	/**
	 * Ends all calls, because the connection has ended.
	 * @param reason the close reason
	 * @param cause the failure
	 * @param unfinished the unfinished frame
	 * @param failed collects the calls
	 */
	void failed(CloseReason reason, Throwable cause, UnfinishedFrame unfinished, List<SharedCall> failed) {
		this.calls.moveTo(failed);
		UnfinishedFrame told = Failure.isToldBy(reason, cause) ? null : unfinished;
		failed.forEach((call) -> call.addressee(addressee(call)));
		for (SharedCall call : failed) {
			fail(call, reason, cause, told);
			call.writer(false);
		}
		this.roles.end();
	}

	private void fail(SharedCall call, CloseReason reason, Throwable cause, @Nullable UnfinishedFrame unfinished) {
		// While the connection lives, a gathered frame is still going to be written.
		boolean sent = isMaybeWritten(call) || (call.isSent() && !this.lifecycle.isEnded());
		forget(call);
		if (call.isOrphaned()) {
			if (call.isAnswered()) {
				this.places.orphanGone();
			}
		}
		else if (!call.isDone()) {
			this.places.free(call);
			this.out.keep(call);
			call.failed(new Failure(reason, sent, call.isAnswered(), this.lifecycle.isSilent(), unfinished,
					call.addressee(), cause));
		}
	}

	private void forget(SharedCall call) {
		this.calls.inFlight().remove(call);
		this.correlation.free(call);
	}

	/**
	 * The failure of a call whose connection has ended. Each caller creates its own
	 * exception from it.
	 *
	 * @param reason the close reason
	 * @param sent whether any byte of the request may have reached the server
	 * @param answered whether the call expects a reply
	 * @param silentSinceIdle whether nothing has come since the connection was idle
	 * @param unfinished the unfinished frame, or {@code null} if the cause describes it
	 * @param addressee the possible recipient of that frame
	 * @param cause the failure, shared by all callers
	 */
	record Failure(CloseReason reason, boolean sent, boolean answered, boolean silentSinceIdle,
			@Nullable UnfinishedFrame unfinished, Addressee addressee, Throwable cause) {

		/**
		 * Returns whether the cause already describes the progress of the reply, or the
		 * progress does not matter.
		 * @param reason the close reason
		 * @param cause the cause
		 * @return whether to add no description
		 */
		static boolean isToldBy(CloseReason reason, Throwable cause) {
			boolean lost = reason == CloseReason.BROKEN || reason == CloseReason.PEER_CLOSED
					|| reason == CloseReason.TIMED_OUT;
			return !lost || cause instanceof EndOfStreamException;
		}

		ExchangeFailedException exception() {
			boolean writing = !this.sent || !this.answered;
			return new ExchangeFailedException(this.reason, writing, this.sent, this.silentSinceIdle,
					writing ? null : progress(), this.cause);
		}

		private @Nullable String progress() {
			if (this.unfinished == null) {
				return null;
			}
			String progress = this.unfinished.progress(this.addressee);
			return (this.reason == CloseReason.TIMED_OUT) ? this.cause.getMessage() + ", and " + progress : progress;
		}

	}

}
