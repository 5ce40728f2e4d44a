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
 * caller, or with the connection. Used under the lock of the connection's
 * {@link ConnectionCalls}.
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
	 * @param calls the calls that are not done
	 * @param correlation finds the call of a frame
	 * @param out gathers the frames of calls
	 * @param lifecycle whether the connection gets new calls
	 * @param roles who writes, and who drives
	 * @param settings how the connection is shared
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
	 * Completes the calls without a reply whose frames have been written.
	 * @param done collects them
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
	 * @param key the key that {@link Correlation} found for it
	 * @param result collects the outcome
	 */
	void arrived(byte[] frame, Object key, Result result) {
		SharedCall call = (key != Correlation.UNSOLICITED) ? this.correlation.find(this.calls.inFlight(), key) : null;
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
		// The reply may be there before all of the request is written.
		this.out.keep(call);
		call.answered(frame);
		result.addDone(call);
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
		// Replies are told apart by their order, and nobody knows whether that of this
		// call will come. So it is forgotten, and the calls behind it fail.
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
	 * Makes the failure of callers who wait behind a request that was given up.
	 * @return the failure
	 */
	static IOException outOfOrder() {
		return new OtherTimeoutException("an earlier request on the connection got no reply in time, so that replies "
				+ "behind it cannot be told apart by their order");
	}

	/**
	 * Ends all calls, as the connection has ended.
	 * @param reason why
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
		boolean sent = call.isSent() && (call.offset() < this.out.written() || this.roles.isWriting());
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
	 * Why a call failed when its connection ended. Each caller makes its own exception
	 * from it.
	 *
	 * @param reason why
	 * @param sent whether any byte of the request may have reached the server
	 * @param answered whether the call expects a reply
	 * @param silentSinceIdle whether the connection had been idle, and nothing came since
	 * @param unfinished the unfinished frame, or {@code null} if the cause describes it
	 * @param addressee to whom that frame belongs, as far as the call can tell
	 * @param cause the failure, which callers share
	 */
	record Failure(CloseReason reason, boolean sent, boolean answered, boolean silentSinceIdle,
			@Nullable UnfinishedFrame unfinished, Addressee addressee, Throwable cause) {

		/**
		 * Returns whether the cause tells how far a reply had come, or that does not
		 * matter.
		 * @param reason why calls fail
		 * @param cause the cause
		 * @return whether nothing need be added
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
