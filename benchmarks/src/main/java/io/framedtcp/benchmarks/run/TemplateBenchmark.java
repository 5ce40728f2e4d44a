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

package io.framedtcp.benchmarks.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.benchmarks.peer.FramedTcpClient;

/**
 * What only ours is asked: batches, and exchanges among many idle connections.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TemplateBenchmark {

	/** Requests in a batch. */
	public static final int BATCH = 32;

	/** How many connections are there when the exchanges begin. */
	@Param("0")
	public int idle;

	private @Nullable FramedTcpTemplate template;

	/**
	 * Open the client, and its idle connections.
	 * @param surroundings what it talks to
	 * @throws IOException if a connection cannot be opened
	 * @throws InterruptedException if the thread is interrupted meanwhile
	 */
	@Setup
	public void open(Surroundings surroundings) throws IOException, InterruptedException {
		FramedTcpTemplate opened = FramedTcpClient.template(surroundings.target());
		this.template = opened;
		FramedTcpClient.openIdle(opened, this.idle);
	}

	/**
	 * Close the client.
	 */
	@TearDown
	public void close() {
		Objects.requireNonNull(this.template).close();
	}

	/**
	 * Exchange one request for its reply.
	 * @param surroundings how large both are
	 * @param caller the caller
	 * @return the reply
	 */
	@Benchmark
	public byte[] one(Surroundings surroundings, Surroundings.Caller caller) {
		Question question = caller.question(surroundings.payload);
		return question.check(Objects.requireNonNull(this.template).sendAndReceive(question.next()));
	}

	/**
	 * Exchange a batch of requests for their replies.
	 * @param batch the batch
	 * @return the replies
	 */
	@Benchmark
	public List<byte[]> batch(Batch batch) {
		List<byte[]> replies = Objects.requireNonNull(this.template).sendAndReceiveAll(batch.next());
		batch.check(replies);
		return replies;
	}

	/**
	 * The requests of one caller.
	 */
	@State(Scope.Thread)
	public static class Batch {

		private final List<Question> questions = new ArrayList<>();

		private final List<byte[]> payloads = new ArrayList<>();

		/**
		 * Make the requests.
		 * @param surroundings how large they are
		 */
		@Setup
		public void make(Surroundings surroundings) {
			for (int i = 0; i < BATCH; i++) {
				this.questions.add(new Question(surroundings.payload));
			}
		}

		List<byte[]> next() {
			this.payloads.clear();
			this.questions.forEach((question) -> this.payloads.add(question.next()));
			return this.payloads;
		}

		void check(List<byte[]> replies) {
			for (int i = 0; i < BATCH; i++) {
				this.questions.get(i).check(replies.get(i));
			}
		}

	}

}
