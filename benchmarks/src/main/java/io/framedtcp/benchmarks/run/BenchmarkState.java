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

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import io.framedtcp.benchmarks.peer.Question;
import io.framedtcp.benchmarks.peer.Target;
import io.framedtcp.benchmarks.server.TlsStore;

/**
 * Where the server is and what is sent, as it is given to each measurement.
 */
@State(Scope.Benchmark)
public class BenchmarkState {

	/** For a measurement without TLS. */
	public static final String PLAIN = "plain";

	/** The server's port. */
	@Param("0")
	public int port;

	/** How many connections a client may hold. */
	@Param("1")
	public int connections;

	/** Bytes of requests and replies. */
	@Param("100")
	public int payload;

	/** The key store, or {@value #PLAIN}. */
	@Param(PLAIN)
	public @Nullable String tls;

	/**
	 * Return what a client is to talk to.
	 * @return the server
	 */
	public Target target() {
		boolean plain = this.tls == null || this.tls.equals(PLAIN);
		return new Target(this.port, this.connections, this.payload,
				plain ? null : TlsStore.open(Path.of(String.valueOf(this.tls))));
	}

	/**
	 * One caller.
	 */
	@State(Scope.Thread)
	public static class Caller {

		private @Nullable Question question;

		/**
		 * Return what the caller asks.
		 * @param size bytes of requests and replies
		 * @return the caller's own question
		 */
		public Question question(int size) {
			Question current = this.question;
			if (current == null) {
				current = new Question(size);
				this.question = current;
			}
			return current;
		}

	}

}
