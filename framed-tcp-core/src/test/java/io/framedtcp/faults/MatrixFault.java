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

import io.framedtcp.test.Fault;

import static io.framedtcp.support.Bytes.bytes;

/**
 * The faults of the matrix: each that the test server knows, with an argument that makes
 * a difference, or two where there are two differences to be made.
 */
enum MatrixFault {

	FIN("fin", "", Fault.fin()),

	RESET("reset", "", Fault.reset()),

	HALF_CLOSE("halfClose", "", Fault.halfClose()),

	STALL("stall", "", Fault.stall()),

	DELAY("delay", "short", Fault.delay(Duration.ofMillis(30))),

	DELAY_TOO_LONG("delay", "beyond the deadline", Fault.delay(Duration.ofSeconds(60))),

	REFUSE_TO_READ("refuseToRead", "", Fault.refuseToRead()),

	THROTTLE("throttle", "1", Fault.throttle(1)),

	SPLIT("split", "", Fault.split()),

	SPLIT_AT("splitAt", "1, 4, 9", Fault.splitAt(1, 4, 9)),

	CUT_AT("cutAt", "6", Fault.cutAt(6)),

	/**
	 * A byte that makes the length an impossible one if it comes first, and one that is
	 * too long if it comes in the middle.
	 */
	EXTRA_BYTES("extraBytes", "7f", Fault.extraBytes((byte) 0x7f)),

	UNSOLICITED_FRAME("unsolicitedFrame", "", Fault.unsolicitedFrame(bytes("note of the server"))),

	EARLY_REPLY("earlyReply", "small request", Fault.earlyReply(Payloads.CALL)),

	/**
	 * The reply is as large, so that neither side could go on if both only wrote.
	 */
	EARLY_REPLY_TO_LARGE("earlyReply", "large request", Fault.earlyReply(Payloads.LARGE_CALL)),

	EARLY_REFUSAL("earlyRefusal", "small request", Fault.earlyRefusal(Payloads.REFUSAL)),

	EARLY_REFUSAL_OF_LARGE("earlyRefusal", "large request", Fault.earlyRefusal(Payloads.REFUSAL)),

	DUPLICATE_REPLY("duplicateReply", "", Fault.duplicateReply()),

	LATE_REPLY("lateReply", "in time", Fault.lateReply(Duration.ofMillis(30))),

	REPLY_TOO_LATE("lateReply", "beyond the deadline", Fault.lateReply(Duration.ofSeconds(60))),

	SWAP_REPLIES("swapReplies", "", Fault.swapReplies()),

	SWAP_IDS("swapIds", "0, 4", Fault.swapIds(0, 4)),

	UNKNOWN_ID("unknownId", "0, 4", Fault.unknownId(0, 4)),

	LOST_REPLY("lostReply", "", Fault.lostReply()),

	ONE_REPLY_PER("oneReplyPer", "3", Fault.oneReplyPer(3)),

	REVERSE_REPLIES("reverseReplies", "2", Fault.reverseReplies(2)),

	SHUFFLE_REPLIES("shuffleReplies", "2, seed 1", Fault.shuffleReplies(2, 1)),

	/**
	 * The first four bytes of this seed are a length of 1.9 GB; the first two, behind
	 * half of a header, one that is too long.
	 */
	GARBAGE("garbage", "seed 1", Fault.garbage(1)),

	NEGATIVE_LENGTH("negativeLength", "", Fault.negativeLength()),

	ZERO_LENGTH("zeroLength", "", Fault.zeroLength()),

	SHORT_LENGTH("shortLength", "3", Fault.shortLength(3)),

	LONG_LENGTH("longLength", "3", Fault.longLength(3)),

	OVERSIZED_LENGTH("oversizedLength", "", Fault.oversizedLength()),

	/**
	 * Less than the payload has, and more than the id.
	 */
	WRONG_LENGTH("wrongLength", "5", Fault.wrongLength(5));

	private final String factory;

	private final String argument;

	private final Fault fault;

	MatrixFault(String factory, String argument, Fault fault) {
		this.factory = factory;
		this.argument = argument;
		this.fault = fault;
	}

	String factory() {
		return this.factory;
	}

	Fault fault() {
		return this.fault;
	}

	/**
	 * Return what the request carries that the fault is meant for.
	 * @return a small payload, or one that no buffers take
	 */
	byte[] call() {
		return (this == EARLY_REPLY_TO_LARGE || this == EARLY_REFUSAL_OF_LARGE) ? Payloads.LARGE_CALL : Payloads.CALL;
	}

	/**
	 * Return whether the server answers, and does not read the request.
	 * @return whether the request is not executed though it has a reply
	 */
	boolean isRefusal() {
		return this == EARLY_REFUSAL || this == EARLY_REFUSAL_OF_LARGE;
	}

	/**
	 * Return whether the reply waits for one to be swapped with, and with one call at a
	 * time none comes.
	 * @return whether the reply is held back without a bound
	 */
	boolean isSwap() {
		return this == SWAP_REPLIES || this == SWAP_IDS;
	}

	/**
	 * Return whether the reply comes later than it should, and in time.
	 * @return whether it comes when the server has gone on to other things
	 */
	boolean isLate() {
		return this == LATE_REPLY || this == REVERSE_REPLIES || this == SHUFFLE_REPLIES;
	}

	/**
	 * Return whether a part of the reply comes, whatever the point.
	 * @return whether the reply has begun
	 */
	boolean isInsideReply() {
		return this == CUT_AT;
	}

	/**
	 * Return whether the server stays at the point until the client closes the
	 * connection.
	 * @return whether nothing is to be expected of it on this connection
	 */
	boolean isForGood() {
		return this == STALL || this == DELAY_TOO_LONG || this == REFUSE_TO_READ;
	}

	@Override
	public String toString() {
		return this.factory + "(" + this.argument + ")";
	}

}
