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

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.framedtcp.internal.shared.SharedCall.State;
import io.framedtcp.support.Bytes;

import static org.assertj.core.api.Assertions.assertThat;

class OutgoingFramesTests {

	private final OutgoingFrames out = new OutgoingFrames();

	private final Deque<SharedCall> queue = new ArrayDeque<>();

	private final Deque<SharedCall> unwritten = new ArrayDeque<>();

	private final ByteArrayOutputStream written = new ByteArrayOutputStream();

	@Test
	void framesOfManyCallersGoOutAtOnceInTheirOrder() {
		SharedCall one = queue("one", true);
		SharedCall two = queue("two", false);
		SharedCall three = queue("three", true);
		assertThat(fill()).isEqualTo(3);
		assertThat(this.queue).isEmpty();
		assertThat(List.of(one.state(), two.state(), three.state())).containsOnly(State.SENT);
		assertThat(List.of(one.offset(), two.offset(), three.offset())).containsExactly(0L, 11L, 22L);
		assertThat(this.unwritten).containsExactly(two);
		assertThat(this.out.isPending()).isTrue();
		write(Integer.MAX_VALUE);
		assertThat(this.out.isPending()).isFalse();
		assertWritten(one, two, three);
	}

	@Test
	void nothingIsPendingBeforeTheFirstFrame() {
		assertThat(this.out.isPending()).isFalse();
		assertThat(this.out.buffer().hasRemaining()).isFalse();
		assertThat(fill()).isZero();
	}

	@Test
	void frameThatDoesNotFitInWaitsForTheNextWrite() {
		SharedCall first = queue("x".repeat(OutgoingFrames.SIZE - 100), true);
		SharedCall second = queue("y".repeat(200), true);
		assertThat(fill()).isOne();
		assertThat(second.state()).isEqualTo(State.QUEUED);
		write(Integer.MAX_VALUE);
		assertThat(fill()).isOne();
		write(Integer.MAX_VALUE);
		assertWritten(first, second);
	}

	@Test
	void frameLargerThanTheBufferGoesOutInPiecesAndNothingComesBetween() {
		SharedCall small = queue("small", true);
		SharedCall large = queue("x".repeat(3 * OutgoingFrames.SIZE), true);
		SharedCall behind = queue("behind", true);
		assertThat(fill()).as("the large one does not begin behind others").isOne();
		write(Integer.MAX_VALUE);
		assertThat(fill()).isOne();
		write(Integer.MAX_VALUE);
		assertThat(behind.state()).isEqualTo(State.QUEUED);
		assertThat(this.out.isPending()).as("of the large frame").isTrue();
		int begun = 0;
		while (begun == 0) {
			begun = fill();
			write(Integer.MAX_VALUE);
		}
		assertThat(begun).isOne();
		assertThat(behind.offset()).isEqualTo(large.offset() + large.frame().size());
		assertWritten(small, large, behind);
	}

	@Test
	void whatIsLeftOfALargeFrameIsKeptWhenItsCallerLeaves() {
		byte[] request = SharedPeer.message(1, "x".repeat(3 * OutgoingFrames.SIZE));
		byte[] expected = SharedPeer.Connection.frame(request.clone());
		SharedCall large = PureCalls.call(request, true);
		large.queued();
		this.queue.add(large);
		fill();
		write(Integer.MAX_VALUE);
		this.out.keep(large);
		Arrays.fill(request, (byte) 'z');
		while (this.out.isPending()) {
			fill();
			write(Integer.MAX_VALUE);
		}
		assertThat(this.written.toByteArray()).isEqualTo(expected);
	}

	@Test
	void nothingIsKeptOfAnotherCall() {
		SharedCall large = queue("x".repeat(3 * OutgoingFrames.SIZE), true);
		fill();
		write(Integer.MAX_VALUE);
		this.out.keep(PureCalls.call(7));
		while (this.out.isPending()) {
			fill();
			write(Integer.MAX_VALUE);
		}
		assertWritten(large);
	}

	@Test
	void bytesAreCountedAsTheyAreWritten() {
		SharedCall one = queue("one", true);
		queue("two", true);
		fill();
		write(5);
		assertThat(this.out.written()).isEqualTo(5).isLessThan(one.offset() + one.frame().size());
		assertThat(this.out.isPending()).isTrue();
		write(Integer.MAX_VALUE);
		assertThat(this.out.written()).isEqualTo(22);
	}

	@Test
	void nextLeaseBeginsAnew() {
		queue("x".repeat(3 * OutgoingFrames.SIZE), true);
		fill();
		write(Integer.MAX_VALUE);
		this.out.reset();
		assertThat(this.out.isPending()).isFalse();
		assertThat(this.out.written()).isZero();
		this.written.reset();
		SharedCall next = queue("next", true);
		assertThat(fill()).isOne();
		assertThat(next.offset()).isZero();
		write(Integer.MAX_VALUE);
		assertWritten(next);
	}

	private SharedCall queue(String text, boolean answered) {
		SharedCall call = PureCalls.call(SharedPeer.message(1, text), answered);
		call.queued();
		this.queue.add(call);
		return call;
	}

	private int fill() {
		return this.out.fill(this.queue, this.unwritten);
	}

	private void write(int atMost) {
		ByteBuffer buffer = this.out.buffer();
		byte[] bytes = new byte[Math.min(atMost, buffer.remaining())];
		buffer.get(bytes);
		this.written.writeBytes(bytes);
		this.out.written(bytes.length);
	}

	private void assertWritten(SharedCall... calls) {
		assertThat(this.written.toByteArray()).isEqualTo(Bytes.join(Arrays.stream(calls)
			.map((call) -> SharedPeer.Connection.frame(call.request()))
			.toArray(byte[][]::new)));
	}

}
