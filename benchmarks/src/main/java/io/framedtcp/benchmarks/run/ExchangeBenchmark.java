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

import io.framedtcp.benchmarks.peer.Client;
import io.framedtcp.benchmarks.peer.Peer;
import io.framedtcp.benchmarks.peer.Question;

/**
 * One exchange after the other, by each caller.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ExchangeBenchmark {

	/** Who exchanges. */
	@Param
	public Peer peer = Peer.FRAMED_TCP;

	private @Nullable Client client;

	/**
	 * Open the client.
	 * @param state has the server
	 */
	@Setup
	public void open(BenchmarkState state) {
		this.client = this.peer.open(state.target());
	}

	/**
	 * Close the client.
	 * @throws IOException if that fails
	 */
	@TearDown
	public void close() throws IOException {
		Objects.requireNonNull(this.client).close();
	}

	/**
	 * Exchange one request for its reply.
	 * @param state has the size of the payload
	 * @param caller the caller
	 * @return the reply
	 * @throws Exception if that fails
	 */
	@Benchmark
	public byte[] exchange(BenchmarkState state, BenchmarkState.Caller caller) throws Exception {
		Question question = caller.question(state.payload);
		return question.check(Objects.requireNonNull(this.client).exchange(question.next()));
	}

}
