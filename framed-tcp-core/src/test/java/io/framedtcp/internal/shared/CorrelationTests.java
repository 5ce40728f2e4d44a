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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import io.framedtcp.internal.shared.OutstandingCalls.InFlightCalls;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.KeyedMatcher;

import static org.assertj.core.api.Assertions.assertThat;

class CorrelationTests {

	private static final ExchangeMatcher MATCHER = ExchangeMatcher.equalBytes(0, 0, SharedPeer.ID_LENGTH);

	private final InFlightCalls inFlight = new InFlightCalls();

	private final Correlation byKey = new Correlation.ByKey(MATCHER, (KeyedMatcher) MATCHER);

	private final Correlation byOrder = new Correlation.ByOrder(null);

	@Test
	void keyIsTakenOnceUntilItIsFree() {
		SharedCall first = PureCalls.call(1);
		SharedCall second = PureCalls.call(1);
		assertThat(this.byKey.take(first)).isTrue();
		assertThat(this.byKey.take(second)).isFalse();
		this.byKey.free(first);
		assertThat(this.byKey.take(second)).isTrue();
		// It has been freed before, and the key is that of another now.
		this.byKey.free(first);
		assertThat(find(this.byKey, 1)).isSameAs(second);
	}

	@Test
	void callIsFoundByTheKeyOfItsReply() {
		SharedCall one = PureCalls.call(1);
		SharedCall two = PureCalls.call(2);
		assertThat(this.byKey.take(one)).isTrue();
		assertThat(this.byKey.take(two)).isTrue();
		assertThat(find(this.byKey, 2)).isSameAs(two);
		assertThat(find(this.byKey, 1)).isSameAs(one);
		assertThat(find(this.byKey, 3)).isNull();
		this.byKey.free(two);
		assertThat(find(this.byKey, 2)).isNull();
	}

	@Test
	void frameWithoutAKeyIsThatOfNoCall() {
		assertThat(this.byKey.take(PureCalls.call(1))).isTrue();
		Object key = this.byKey.examine(new byte[2], this::forEach);
		assertThat(this.byKey.find(this.inFlight, key)).isNull();
	}

	@Test
	void thousandsOfKeysAreKeptApart() {
		List<SharedCall> calls = new ArrayList<>();
		for (int i = 0; i < 5000; i++) {
			calls.add(PureCalls.call(i << 7));
			assertThat(this.byKey.take(calls.get(i))).isTrue();
		}
		for (int i = 0; i < 5000; i += 2) {
			this.byKey.free(calls.get(i));
		}
		for (int i = 0; i < 5000; i++) {
			assertThat(find(this.byKey, i << 7)).isSameAs((i % 2 == 0) ? null : calls.get(i));
		}
	}

	@Test
	void unsolicitedFrameIsToldBeforeItsKey() {
		ExchangeMatcher matcher = MATCHER.orUnsolicited((frame) -> SharedPeer.id(frame) == 7);
		Correlation correlation = new Correlation.ByKey(matcher, KeyedMatcher.in(matcher));
		assertThat(correlation.examine(SharedPeer.message(7, ""), this::forEach)).isSameAs(Correlation.UNSOLICITED);
		assertThat(correlation.examine(SharedPeer.message(8, ""), this::forEach)).isNotSameAs(Correlation.UNSOLICITED);
	}

	@Test
	void matcherIsAskedForEachCallWhoseRequestIsOut() {
		Correlation correlation = new Correlation.Pairwise(MATCHER::match);
		SharedCall queued = PureCalls.call(1);
		queued.queued();
		SharedCall sent = PureCalls.sent(2);
		SharedCall orphan = PureCalls.sent(3);
		orphan.orphaned(0);
		List.of(queued, sent, orphan).forEach(this.inFlight::add);
		assertThat(find(correlation, 1)).isNull();
		assertThat(find(correlation, 2)).isSameAs(sent);
		assertThat(find(correlation, 3)).isSameAs(orphan);
	}

	@Test
	void frameThatMatchesTwoRequestsIsThatOfNone() {
		Correlation correlation = new Correlation.Pairwise((request, frame) -> ExchangeMatcher.Verdict.MATCH);
		this.inFlight.add(PureCalls.sent(1));
		Object one = correlation.examine(SharedPeer.message(1, ""), this::forEach);
		assertThat(correlation.find(this.inFlight, one)).isNotNull();
		this.inFlight.add(PureCalls.sent(2));
		Object two = correlation.examine(SharedPeer.message(1, ""), this::forEach);
		assertThat(two).isSameAs(Correlation.AMBIGUOUS);
		assertThat(correlation.find(this.inFlight, two)).isNull();
	}

	@Test
	void frameIsUnsolicitedIfTheMatcherSaysSoAndItMatchesNothing() {
		Correlation correlation = new Correlation.Pairwise(
				(request, frame) -> (SharedPeer.id(request) == SharedPeer.id(frame)) ? ExchangeMatcher.Verdict.MATCH
						: ExchangeMatcher.Verdict.UNSOLICITED);
		this.inFlight.add(PureCalls.sent(1));
		this.inFlight.add(PureCalls.sent(2));
		assertThat(correlation.examine(SharedPeer.message(9, ""), this::forEach)).isSameAs(Correlation.UNSOLICITED);
		assertThat(find(correlation, 2)).isNotNull();
	}

	@Test
	void secondFrameThatWasFoundToAnswerACallFindsItGone() {
		Correlation correlation = new Correlation.Pairwise(MATCHER::match);
		SharedCall call = PureCalls.sent(1);
		this.inFlight.add(call);
		Object first = correlation.examine(SharedPeer.message(1, ""), this::forEach);
		Object second = correlation.examine(SharedPeer.message(1, ""), this::forEach);
		assertThat(correlation.find(this.inFlight, first)).isSameAs(call);
		this.inFlight.remove(call);
		call.answered(new byte[0]);
		assertThat(correlation.find(this.inFlight, second)).isNull();
	}

	@Test
	void requestOfAnOrphanIsKeptForTheMatcher() {
		Correlation correlation = new Correlation.Pairwise(MATCHER::match);
		byte[] request = SharedPeer.message(1, "");
		SharedCall call = PureCalls.call(request, true);
		call.queued();
		call.sent(0);
		this.inFlight.add(call);
		call.orphaned(0);
		correlation.orphaned(call);
		request[3] = 2;
		assertThat(find(correlation, 1)).isSameAs(call);
		assertThat(find(correlation, 2)).isNull();
	}

	@Test
	void frameInOrderIsThatOfTheOldestCall() {
		SharedCall first = PureCalls.sent(1);
		SharedCall second = PureCalls.sent(2);
		this.inFlight.add(first);
		this.inFlight.add(second);
		assertThat(find(this.byOrder, 9)).isSameAs(first);
		this.inFlight.remove(first);
		assertThat(find(this.byOrder, 9)).isSameAs(second);
		this.inFlight.remove(second);
		assertThat(find(this.byOrder, 9)).isNull();
	}

	@Test
	void frameInOrderIsNotThatOfACallWhoseRequestIsNotOut() {
		SharedCall queued = PureCalls.call(1);
		queued.queued();
		this.inFlight.add(queued);
		assertThat(find(this.byOrder, 9)).isNull();
	}

	@Test
	void framingSeesTheRequestOfTheNextReplyInOrder() {
		this.inFlight.add(PureCalls.sent(1));
		this.inFlight.add(PureCalls.sent(2));
		assertThat(SharedPeer.id(this.byOrder.request(this::forEach, 0))).isOne();
		assertThat(SharedPeer.id(this.byOrder.request(this::forEach, 1))).isEqualTo(2);
		assertThat(this.byOrder.request(this::forEach, 2)).isNull();
		assertThat(this.byKey.request(this::forEach, 0)).isNull();
	}

	private SharedCall find(Correlation correlation, int id) {
		return correlation.find(this.inFlight, correlation.examine(SharedPeer.message(id, ""), this::forEach));
	}

	private void forEach(Consumer<? super SharedCall> action) {
		InFlightCalls.forEach(this.inFlight.first(), action);
	}

}
