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

/**
 * The document that shows the matrix.
 */
final class MatrixDocument {

	private static final String ABOVE = """
			# What becomes of a call under each fault

			Every fault of the [test server](testing.md), at every point where \
			it makes sense, on a fresh and on a reused connection, for every kind of call, with and without a \
			[matcher](reliability.md#the-matcher). `FaultMatrixTests` makes the %s cells, lets each happen, and writes \
			the table below of what it predicts: not of what the client did once, but of what the manual promises. \
			The build log has what the client did.

			In each cell there are three calls: the one that the fault is meant for, an exchange after it, and a \
			last one. The letters say what becomes of the first:

			| Letter | Outcome |
			|---|---|
			""";

	private static final String BELOW = """

			Behind the letter, `=` says that the connection is kept: it serves the next call. `x` says that it is \
			closed, or refused before another call gets it, and the next call is served by another. A second letter, \
			as in `S= T`, is the outcome of the next call; if there is none, that gets its own reply. The last call \
			always does. `L·C x` is either of two, where it is up to the system which is first: the fault, or the test \
			that a new connection must pass; a reset, or the reply before it. Of two entries, as in `Fx / Wx`, the \
			first is without a matcher. `–` stands where the fault cannot happen: before its first reply, a \
			connection has none to be repeated.

			Whatever happens in a cell, it is also checked that

			- no call outlasts its deadline by more than a tenth, and what the machine is measured to be late meanwhile;
			- `isRequestMaybeSent()` is true, but where no connection could be had or it was lost before the first request;
			- the server gets a request once at most, an idempotent one twice if that brought its reply;
			- no permit is in use afterwards, nobody waits, and just as many connections can be borrowed as before;
			- there was never more than one connection open, and the server has just those that the pool has.

			On a *reused* connection the fault strikes the second exchange; for `ON_ACCEPT`, the connection has been \
			opened and lain idle. For `WHILE_IDLE` and *fresh*, it has been opened and not been used. *idempotent* is \
			an exchange by `idempotent()`, *execute* one in a session. *session* is two exchanges \
			in one session, and *batch* two requests in one `sendAndReceiveAll`: the fault strikes the first of them. \
			The letter is that of the exception if there is one, and otherwise that of the worse reply. What is only *sent* is answered by this server \
			where the fault needs a reply, so that there is an answer that nobody waits for.

			## What the table says

			- With a matcher there is no `F`: nobody gets the reply to another's call. Without one, a frame that comes \
			between the request and its reply is taken for the reply. That is the hole which only an id can close.
			- A duplicate inside a session (`duplicateReply()` at `AFTER_REPLY`) is no reply to its second request, and \
			keeps that from being sent, also without a matcher.
			- A reply that comes before the request has been read is the reply, however large both are. So is a \
			refusal, behind which the server closes the connection; where no reply is asked for (*send*) and the \
			frame could not be written, the connection is lost.
			- Without a matcher, the replies of a batch are told by their order alone: a frame too many is found if it \
			has come by the end of the batch, and replies that change places are not.
			- `D` can be told by no client: the frame is whole and its id is right. Beyond that, the data needs a \
			check of its own, such as a checksum.
			- Two calls in a row fail only where the second is the first to meet the fault: the server falls silent \
			behind a reply, or behind a frame that was only sent. Nothing but a deadline ends that.

			## The table

			""";

	private MatrixDocument() {
	}

	static String text() {
		StringBuilder text = new StringBuilder(
				ABOVE.formatted(String.format("%,d", Cell.all().stream().filter(Oracle::isPossible).count())));
		for (Outcome outcome : Outcome.values()) {
			text.append("| `").append(outcome.letter()).append("` | ").append(outcome.meaning()).append(" |\n");
		}
		return text.append(BELOW).append(FaultMatrix.predicted()).toString();
	}

}
