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
			# The outcome of a call under each fault

			This page shows every fault of the [test server](testing.md), at every point where it makes sense. \
			Each fault strikes a fresh and a reused connection, every kind of call, and clients with and without \
			a [matcher](reliability.md#the-matcher). That makes %s cells. The table shows the outcome that the \
			manual promises for each cell. `FaultMatrixTests` runs every cell and compares. The build log has the \
			actual outcomes.

			## How to read it

			Each cell has three calls. The fault strikes the first. An exchange follows, and then a last one. \
			The letter is the outcome of the first call:

			| Letter | Outcome |
			|---|---|
			""";

	private static final String BELOW = """

			| Sign | Meaning |
			|---|---|
			| `=` behind the letter | the client keeps the connection, and the next call uses it |
			| `x` behind the letter | the client closes the connection, or refuses it before another call gets \
			it; the next call uses another |
			| a second letter, as in `S= T` | the outcome of the second call; without this letter, the second \
			call gets its own reply |
			| `L·C x` | either outcome, depending on which comes first: for example the fault or the test of a \
			new connection, or a reset or the reply before it |
			| two entries, as in `Fx / Wx` | the first is without a matcher, the second with one |
			| `–` | the fault cannot happen here: before its first reply, a connection has no reply to repeat |

			The last call always gets its own reply.

			| Column | Meaning |
			|---|---|
			| *fresh* | the fault strikes the first exchange of the connection; for `WHILE_IDLE`, the connection \
			is open and was never used |
			| *reused* | the fault strikes the second exchange; for `ON_ACCEPT`, the connection is open and was \
			idle |
			| *exchange* | `sendAndReceive` |
			| *idempotent* | an exchange by `idempotent()` |
			| *execute* | one exchange in a session |
			| *session* | two exchanges in one session; the fault strikes the first |
			| *batch* | two requests in one `sendAndReceiveAll`; the fault strikes the first |
			| *send* | a frame without a reply; where the fault needs a reply, the server sends one, and no \
			caller waits for it |

			In a session or a batch, the letter names the exception. Without an exception, it names the worse \
			reply.

			In each cell, the test also checks these rules:

			- No call exceeds its deadline by more than a tenth, plus the measured delay of the machine.
			- `isRequestMaybeSent()` is true. It is false only if the call got no connection, or lost it before \
			the first request.
			- The server gets a request at most once. It gets an idempotent one at most twice, and the second \
			time only if its reply arrives.
			- Afterwards no permit is in use, nobody waits, and the pool lends as many connections as before.
			- No more than one connection was ever open, and the server has exactly the connections of the pool.

			## What the table says

			- **With a matcher there is no `F`.** No caller gets the reply to another call. Without a matcher, \
			the client takes a frame between the request and its reply for the reply. Only an id can prevent \
			this error.
			- **A duplicate in a session** (`duplicateReply()` at `AFTER_REPLY`) is never the reply to the second \
			request. The client does not send the second request, with or without a matcher.
			- **An early reply is the reply.** The server may send it before it has read the request, however \
			large both are. A refusal is a reply too, even if the server closes the connection after it. \
			If a call without a reply (*send*) could not write its frame, the connection is lost.
			- **A batch without a matcher** knows its replies by their order alone. The client finds an extra \
			frame if it arrives before the end of the batch. It does not find replies in the wrong order.
			- **No client can detect `D`.** The frame is whole and its id is right. Only a check inside the data \
			detects it, such as a checksum.
			- **Two calls in a row fail** only if the second is the first to meet the fault. The server falls \
			silent after a reply, or after a frame that was only sent. Only a deadline ends the wait.

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
