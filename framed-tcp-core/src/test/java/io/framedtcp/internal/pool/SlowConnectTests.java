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

package io.framedtcp.internal.pool;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.support.Callers;
import io.framedtcp.support.Hang;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Callers that open connections to a server which serves one at a time, and lets the
 * others wait in its backlog.
 */
@SuppressWarnings("try")
class SlowConnectTests {

	private static final int CALLERS = 20;

	private static final byte[] GREETING = { 'h', 'i' };

	/** Lets the server send what nobody has asked for. */
	private static final byte[] SPOIL = { 's', 'p', 'o', 'i', 'l' };

	private final CountDownLatch spoil = new CountDownLatch(1);

	private final CountDownLatch failedFirstTest = new CountDownLatch(1);

	private ServerSocket listening;

	private FramedTcpTemplate template;

	@BeforeEach
	void start() throws IOException {
		this.listening = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
		Thread thread = new Thread(this::serveOneAfterTheOther, "one-at-a-time");
		thread.setDaemon(true);
		thread.start();
		ConnectionInitializer greeted = (connection) -> connection.receive();
		this.template = FramedTcpTemplate.builder("127.0.0.1", this.listening.getLocalPort())
			.connection((connection) -> connection.initializer(greeted)
				.connectAttemptDelay(Duration.ofMillis(100))
				.connectTimeout(Duration.ofSeconds(5)))
			.pool((pool) -> pool.maxTotal(CALLERS))
			.build();
	}

	@AfterEach
	void close() throws IOException {
		PoolCounts counts = this.template.getPool().counts();
		this.template.close();
		this.listening.close();
		assertThat(counts.active()).isZero();
	}

	@RepeatedTest(3)
	void callersTakeTheConnectionThatIsReturned() {
		long start = System.nanoTime();
		try (Callers callers = new Callers()) {
			callers.callAll(CALLERS, (caller) -> {
				byte[] payload = { (byte) caller };
				assertThat(this.template.sendAndReceive(payload)).isEqualTo(payload);
				return null;
			});
		}
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
		assertThat(this.template.getPool().statistics().connectFailures()).isZero();
	}

	@Test
	void callersTakeAConnectionThatWasIdleAllTheTime() throws Exception {
		CountDownLatch acquired = new CountDownLatch(1);
		CountDownLatch done = new CountDownLatch(1);
		try (Callers callers = new Callers()) {
			Future<byte[]> first = callers.call(() -> this.template.execute((session) -> {
				acquired.countDown();
				await(done);
				return session.sendAndReceive(GREETING);
			}));
			await(acquired);
			Future<byte[]> second = callerThatConnects(callers);
			// Before the second caller is slow.
			done.countDown();
			assertThat(Callers.get(first)).isEqualTo(GREETING);
			assertThat(Callers.get(second)).isEqualTo(new byte[] { 1 });
		}
		assertThat(this.template.getPool().statistics().opened()).isOne();
	}

	@Test
	void callerThatIsInterruptedLeavesTheOfferedConnectionToOthers() throws Exception {
		try (Callers callers = new Callers()) {
			this.template.execute((session) -> {
				List<Future<Throwable>> others = List.of(
						callers.call(() -> catchThrowable(() -> this.template.sendAndReceive(new byte[] { 1 }))),
						callers.call(() -> catchThrowable(() -> this.template.sendAndReceive(new byte[] { 2 }))));
				Awaitility.await().until(() -> this.template.getPool().counts().active() == 3);
				others.get(0).cancel(true);
				assertThat(session.sendAndReceive(GREETING)).isEqualTo(GREETING);
				return null;
			});
			Awaitility.await().until(() -> this.template.getPool().counts().active() == 0);
			assertThat(this.template.sendAndReceive(GREETING)).isEqualTo(GREETING);
		}
		assertThat(this.template.getPool().statistics().opened()).isOne();
	}

	@Test
	void callerGoesOnIfTheConnectionThatItIsOfferedIsOfNoUse() throws Exception {
		try (Callers callers = new Callers()) {
			Future<byte[]> second = this.template.execute((session) -> {
				Future<byte[]> other = callerThatConnects(callers);
				becomeSlow();
				assertThat(session.sendAndReceive(SPOIL)).isEqualTo(SPOIL);
				this.spoil.countDown();
				await(this.failedFirstTest);
				return other;
			});
			assertThat(Callers.get(second)).isEqualTo(new byte[] { 1 });
		}
		assertThat(this.template.getPool().statistics().connectFailures()).isZero();
	}

	@Test
	void callerTakesAConnectionThatWasReturnedDuringAPause() throws Exception {
		try (Callers callers = new Callers()) {
			Future<byte[]> second = this.template.execute((session) -> {
				Future<byte[]> other = callerThatConnects(callers);
				this.template.getPool().pause();
				becomeSlow();
				return other;
			});
			Awaitility.await().until(() -> this.template.getPool().counts().active() == 1);
			this.template.getPool().resume();
			long start = System.nanoTime();
			assertThat(Callers.get(second)).isEqualTo(new byte[] { 1 });
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
		}
		assertThat(this.template.getPool().statistics().opened()).isOne();
	}

	@Test
	void connectionThatIsOfferedToAThreadInUserCodeIsLeftToOthers() throws Exception {
		AtomicInteger initialized = new AtomicInteger();
		try (Hang hang = Hang.stubborn();
				FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate two = FramedTcpTemplate.builder(server.host(), server.port())
					.connection((connection) -> connection.initializer((any) -> {
						if (initialized.incrementAndGet() == 2) {
							hang.here();
						}
					}).connectAttemptDelay(Duration.ofMillis(100)).connectTimeout(Duration.ofSeconds(20)))
					.pool((pool) -> pool.maxTotal(2).closeTimeout(Duration.ZERO))
					.build();
				Callers callers = new Callers()) {
			two.execute((session) -> {
				callers.call(() -> catchThrowable(() -> two.sendAndReceive(GREETING)));
				hang.awaitBegun();
				becomeSlow();
				return null;
			});
			long start = System.nanoTime();
			assertThat(two.sendAndReceive(GREETING)).isEqualTo(GREETING);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
			assertThat(two.getPool().statistics().opened()).isOne();
		}
	}

	private Future<byte[]> callerThatConnects(Callers callers) {
		Future<byte[]> caller = callers.call(() -> this.template.sendAndReceive(new byte[] { 1 }));
		Awaitility.await().until(() -> this.template.getPool().counts().active() == 2);
		return caller;
	}

	/** Waits longer than a connect may take before it counts as slow. */
	private static void becomeSlow() {
		Awaitility.await().pollDelay(Duration.ofMillis(300)).until(() -> true);
	}

	private static void await(CountDownLatch latch) {
		Awaitility.await().until(() -> latch.getCount() == 0);
	}

	private void serveOneAfterTheOther() {
		while (!this.listening.isClosed()) {
			try (Socket socket = this.listening.accept()) {
				serve(socket);
			}
			catch (EOFException | SocketException ex) {
				// The client has gone, or the test is over.
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

	private void serve(Socket socket) throws IOException {
		OutputStream out = socket.getOutputStream();
		out.write(ServerConnection.frame(GREETING));
		DataInputStream in = new DataInputStream(socket.getInputStream());
		while (true) {
			byte[] payload = new byte[in.readInt()];
			in.readFully(payload);
			byte[] frame = ServerConnection.frame(payload);
			out.write(frame);
			if (payload.length == SPOIL.length) {
				await(this.spoil);
				out.write(frame);
				this.failedFirstTest.countDown();
			}
		}
	}

}
