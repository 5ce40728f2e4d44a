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

package io.framedtcp.test;

import java.util.Arrays;
import java.util.Collections;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * The faults of replies that are ready. Decides which replies each can have its effect
 * on, and what becomes of them.
 */
final class ReplyFaults {

	private static final Predicate<Exchange> TO_BE_SENT = (exchange) -> !exchange.reply().isWithheld();

	private static final Predicate<Exchange> TO_BE_SWAPPED = TO_BE_SENT.and((exchange) -> !exchange.isSwapped());

	private ReplyFaults() {
	}

	static FaultDefinition splitAt(int... offsets) {
		int[] breaks = offsets.clone();
		return fault("splitAt" + FaultArguments.list(breaks),
				(exchange, point) -> exchange.reply().pace(Pace.breakAt(breaks)))
			.when((exchange) -> Arrays.stream(breaks).anyMatch((at) -> at > 0 && at < exchange.reply().length()));
	}

	static FaultDefinition cutAt(int offset) {
		return fault("cutAt(" + FaultArguments.positive(offset) + ")", FaultActions.cutAt(offset))
			.when((exchange) -> exchange.reply().length() > offset);
	}

	static FaultDefinition late(String name, long delayNanos) {
		return fault(name, FaultActions.lateReply(delayNanos)).when(TO_BE_SENT);
	}

	static FaultDefinition duplicate() {
		return new FaultDefinition("duplicateReply", FaultDefinition.AROUND_REPLY, FaultActions::duplicateReply)
			.when((exchange) -> exchange.connection().lastReply() != null);
	}

	static FaultDefinition swapped() {
		return fault("swapReplies", (exchange, point) -> exchange.swap(Swaps.Swap.WHOLE)).when(TO_BE_SWAPPED);
	}

	static FaultDefinition swappedIds(int offset, int length) {
		return fault("swapIds" + FaultArguments.id(offset, length),
				(exchange, point) -> exchange.swap(new Swaps.Swap(offset, length)))
			.when(TO_BE_SWAPPED.and(hasPayload(offset, length)));
	}

	static FaultDefinition unknownId(int offset, int length) {
		return fault("unknownId" + FaultArguments.id(offset, length),
				(exchange, point) -> exchange.reply().invert(offset, length))
			.when(hasPayload(offset, length));
	}

	static FaultDefinition lost(String name) {
		return fault(name, (exchange, point) -> exchange.reply().withhold());
	}

	static FaultDefinition reordered(String name, int replies, HeldReplies.Order order) {
		return fault(name, FaultActions.hold(FaultArguments.several(replies), order)).when(TO_BE_SENT);
	}

	static FaultDefinition reversed(int replies) {
		return reordered("reverseReplies(" + replies + ")", replies, (frames, group) -> Collections.reverse(frames));
	}

	static FaultDefinition shuffled(int replies, long seed) {
		return reordered("shuffleReplies(" + replies + ", " + seed + ")", replies,
				(frames, group) -> FaultActions.shuffle(frames, group, seed));
	}

	static FaultDefinition announcing(String name, long length) {
		return announcing(name, (reply) -> length).when((exchange) -> exchange.reply().rightLength() != length);
	}

	static FaultDefinition announcingFewer(int count) {
		FaultArguments.positive(count);
		return announcing("shortLength(" + count + ")", (reply) -> reply.rightLength() - count)
			.when((exchange) -> exchange.reply().rightLength() >= count);
	}

	static FaultDefinition announcingMore(int count) {
		FaultArguments.positive(count);
		return announcing("longLength(" + count + ")", (reply) -> reply.rightLength() + count);
	}

	private static FaultDefinition announcing(String name, ToLongFunction<Reply> length) {
		return fault(name, (exchange, point) -> exchange.reply().announce(length.applyAsLong(exchange.reply())))
			.ofLength();
	}

	private static Predicate<Exchange> hasPayload(int offset, int length) {
		return (exchange) -> exchange.reply().payloadLength() - length >= offset;
	}

	private static FaultDefinition fault(String name, FaultAction action) {
		return new FaultDefinition(name, FaultDefinition.BEFORE_REPLY, action);
	}

}
