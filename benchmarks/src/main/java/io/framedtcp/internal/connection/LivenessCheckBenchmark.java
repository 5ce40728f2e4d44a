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

package io.framedtcp.internal.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import io.framedtcp.benchmarks.peer.Target;
import io.framedtcp.benchmarks.run.BenchmarkState;
import io.framedtcp.config.TlsSettings;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.internal.transport.SocketIo;
import io.framedtcp.internal.transport.TlsTransport;
import io.framedtcp.internal.transport.Transport;

/**
 * The test of an idle connection, again and again on one that is open and silent.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LivenessCheckBenchmark {

	private @Nullable SocketChannel channel;

	private @Nullable FrameChannel frames;

	/**
	 * Connect.
	 * @param state has the server
	 * @throws IOException if that fails
	 */
	@Setup
	public void open(BenchmarkState state) throws IOException {
		Target target = state.target();
		SocketChannel opened = SocketChannel.open(new InetSocketAddress(Target.HOST, target.port()));
		this.channel = opened;
		this.frames = new FrameChannel(transport(target, opened), LengthFieldFraming.builder().build(), 1024 * 1024,
				"framed-tcp.");
	}

	/**
	 * Disconnect.
	 * @throws IOException if that fails
	 */
	@TearDown
	public void close() throws IOException {
		Objects.requireNonNull(this.channel).close();
	}

	/**
	 * Test the connection.
	 */
	@Benchmark
	public void test() {
		if (Objects.requireNonNull(this.frames).test() != null) {
			throw new IllegalStateException("The connection is not silent");
		}
	}

	private static Transport transport(Target target, SocketChannel channel) throws IOException {
		if (target.tls() == null) {
			return SocketIo.over(channel, false);
		}
		TlsTransport transport = new TlsTransport(SocketIo.over(channel, false),
				TlsSettings.of(target.tls()).createEngine(Target.HOST, target.port()));
		transport.handshake();
		return transport;
	}

}
