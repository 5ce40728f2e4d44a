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

package io.framedtcp.internal.transport;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SocketIo}: whichever way it waits, it behaves as a blocking channel.
 */
@ParameterizedClass
@MethodSource(ConnectedSocket.KINDS)
class SocketIoTests {

	private static final int MUCH = 32 * 1024 * 1024;

	private final AtomicReference<Thread> user = new AtomicReference<>();

	@AutoClose
	private final ConnectedSocket connection;

	private final SocketIo socket;

	private final Socket peer;

	SocketIoTests(Function<SocketChannel, SocketIo> kind) throws IOException {
		this.connection = new ConnectedSocket(kind);
		this.socket = this.connection.socket();
		this.peer = this.connection.peer();
	}

	@Test
	void readWaitsForTheFirstByteBeforeAndAfterTests() throws Exception {
		for (int i = 0; i < 3; i++) {
			CompletableFuture<byte[]> read = start(() -> read(5));
			awaitWaiting();
			this.peer.getOutputStream().write("hello".getBytes());
			assertThat(read.get()).asString().isEqualTo("hello");
			assertSilent();
		}
	}

	@Test
	void readAfterAWriteWaitsForTheAnswer() throws Exception {
		for (int i = 0; i < 3; i++) {
			assertSilent();
			assertThat(writeSome(ByteBuffer.wrap("ask".getBytes()))).isEqualTo(3);
			CompletableFuture<byte[]> read = start(() -> read(2));
			awaitWaiting();
			assertThat(this.peer.getInputStream().readNBytes(3)).asString().isEqualTo("ask");
			this.peer.getOutputStream().write("ok".getBytes());
			assertThat(read.get()).asString().isEqualTo("ok");
		}
	}

	@Test
	void answerThatIsThereBeforeItIsReadIsRead() throws Exception {
		assertSilent();
		writeSome(ByteBuffer.wrap("ask".getBytes()));
		assertThat(this.peer.getInputStream().readNBytes(3)).asString().isEqualTo("ask");
		this.peer.getOutputStream().write("ok".getBytes());
		assertThat(read(2)).asString().isEqualTo("ok");
	}

	@Test
	void nonBlockingReadDoesNotWait() throws IOException {
		this.socket.configureBlocking(false);
		assertThat(this.socket.isBlocking()).isFalse();
		assertThat(this.socket.read(ByteBuffer.allocate(1))).isZero();
	}

	@Test
	void writeWaitsForAPeerThatReadsLate() throws Exception {
		assertSilent();
		CompletableFuture<byte[]> write = start(() -> write(MUCH));
		awaitWaiting();
		this.peer.getInputStream().skipNBytes(MUCH);
		write.get();
		this.peer.getOutputStream().write(1);
		assertThat(read(1)).hasSize(1);
	}

	@Test
	void gatheringWriteWaitsForAPeerThatReadsLate() throws Exception {
		assertSilent();
		ByteBuffer[] much = { ByteBuffer.allocate(MUCH / 2), ByteBuffer.allocate(MUCH / 2) };
		CompletableFuture<byte[]> write = start(() -> {
			while (much[1].hasRemaining()) {
				this.socket.write(much, 0, 2);
			}
			return new byte[0];
		});
		awaitWaiting();
		this.peer.getInputStream().skipNBytes(MUCH);
		write.get();
	}

	@Test
	void writeThatWaitsReadsAheadWhatArrives() throws Exception {
		assertSilent();
		this.socket.readAheadAtMost(MUCH);
		CompletableFuture<byte[]> write = start(() -> write(MUCH));
		byte[] arriving = new byte[MUCH];
		new Random(1).nextBytes(arriving);
		// It would wait for ever if nobody read it.
		this.peer.getOutputStream().write(arriving);
		assertThat(write).isNotDone();
		this.peer.getInputStream().skipNBytes(MUCH);
		write.get();
		assertThat(this.socket.hasBytesAhead()).isTrue();
		assertThat(readPending(this.socket)).hasSize(16);
		byte[] rest = Arrays.copyOfRange(arriving, 16, MUCH);
		assertThat(Arrays.equals(read(rest.length), rest)).isTrue();
		assertThat(this.socket.hasBytesAhead()).isFalse();
		assertSilent();
	}

	@Test
	void readAheadIsBounded() throws Exception {
		assertSilent();
		this.socket.readAheadAtMost(100_000);
		CompletableFuture<byte[]> write = start(() -> write(MUCH));
		AtomicLong arrived = new AtomicLong();
		CompletableFuture<byte[]> endless = start(() -> {
			while (true) {
				this.peer.getOutputStream().write(new byte[10_000]);
				arrived.addAndGet(10_000);
			}
		});
		AtomicLong before = new AtomicLong();
		// Until nobody reads any more.
		Awaitility.await()
			.during(Duration.ofMillis(300))
			.until(() -> before.getAndSet(arrived.get()) == arrived.get() && arrived.get() > 100_000);
		this.socket.close();
		assertThat(write).failsWithin(Duration.ofSeconds(10));
		assertThat(endless).failsWithin(Duration.ofSeconds(10));
		ByteBuffer ahead = ByteBuffer.allocate(MUCH);
		assertThat(this.socket.read(ahead)).isBetween(1, 100_000);
		assertThat(this.socket.read(ahead)).isZero();
	}

	@Test
	void endThatArrivesWhileAWriteWaitsIsReadBehindTheBytesBeforeIt() throws Exception {
		assertSilent();
		this.socket.readAheadAtMost(MUCH);
		CompletableFuture<byte[]> write = start(() -> write(MUCH));
		awaitWaiting();
		this.peer.getOutputStream().write("bye".getBytes());
		this.peer.shutdownOutput();
		this.peer.getInputStream().skipNBytes(MUCH);
		write.get();
		assertThat(read(3)).asString().isEqualTo("bye");
		assertThat(this.socket.read(ByteBuffer.allocate(1))).isEqualTo(-1);
		assertThat(this.socket.isTruncated()).isFalse();
	}

	@Test
	void whatCameBeforeAFailedWriteIsReadWithoutWaiting() throws Exception {
		assertSilent();
		this.socket.readAheadAtMost(MUCH);
		CompletableFuture<byte[]> write = start(() -> write(MUCH));
		awaitWaiting();
		this.peer.getOutputStream().write("no".getBytes());
		// Resets the connection, as there is much to be read.
		this.peer.close();
		assertThat(write).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.withCauseInstanceOf(IOException.class);
		assertThat(this.socket.isBlocking()).isFalse();
		assertThat(read(2)).asString().isEqualTo("no");
		assertThat(this.socket.read(ByteBuffer.allocate(1))).isLessThanOrEqualTo(0);
	}

	@Test
	void interruptClosesTheConnectionUnderAWriteThatWaits() throws Exception {
		assertSilent();
		CompletableFuture<byte[]> write = start(() -> write(MUCH));
		awaitWaiting();
		this.user.get().interrupt();
		assertThat(write).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.withCauseInstanceOf(ClosedByInterruptException.class);
		assertThat(this.socket.isOpen()).isFalse();
	}

	@Test
	void closeEndsAReadThatWaits() throws Exception {
		assertSilent();
		CompletableFuture<byte[]> read = start(() -> read(1));
		awaitWaiting();
		this.socket.close();
		assertThat(read).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.withCauseInstanceOf(ClosedChannelException.class);
		assertThat(this.peer.getInputStream().read()).isEqualTo(-1);
	}

	@Test
	void closeEndsAWriteThatWaits() throws Exception {
		assertSilent();
		CompletableFuture<byte[]> write = start(() -> write(MUCH));
		awaitWaiting();
		this.socket.close();
		assertThat(write).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.withCauseInstanceOf(ClosedChannelException.class);
	}

	@Test
	void interruptClosesTheConnectionUnderAReadThatWaits() throws Exception {
		assertSilent();
		CompletableFuture<byte[]> read = start(() -> read(1));
		awaitWaiting();
		this.user.get().interrupt();
		assertThat(read).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.withCauseInstanceOf(ClosedByInterruptException.class);
		assertThat(this.socket.isOpen()).isFalse();
		assertThat(this.peer.getInputStream().read()).isEqualTo(-1);
	}

	@Test
	void interruptedThreadWritesNothing() throws Exception {
		assertSilent();
		CompletableFuture<byte[]> write = start(() -> {
			Thread.currentThread().interrupt();
			writeSome(ByteBuffer.wrap(new byte[1]));
			return new byte[0];
		});
		assertThat(write).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.withCauseInstanceOf(ClosedByInterruptException.class);
		assertThat(this.peer.getInputStream().read()).isEqualTo(-1);
	}

	@Test
	void waitsAgainAfterItsSelectorWasReleased() throws Exception {
		for (int i = 0; i < 3; i++) {
			assertSilent();
			CompletableFuture<byte[]> read = start(() -> read(1));
			awaitWaiting();
			this.peer.getOutputStream().write(1);
			assertThat(read.get()).hasSize(1);
			this.socket.releaseSelector();
		}
		assertThat(this.socket.isOpen()).isTrue();
	}

	@Test
	void selectingSocketLeavesTheModeOfItsChannelAlone() throws Exception {
		SocketChannel channel = this.connection.openChannel();
		try (SocketIo selecting = new SocketIo(channel, channel, true, Selector::open)) {
			assertThat(readPending(selecting)).isEmpty();
			// A change would have to wait for this lock.
			synchronized (channel.blockingLock()) {
				CompletableFuture<byte[]> next = start(() -> readPending(selecting));
				assertThat(next).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(new byte[0]);
			}
			assertThat(channel.isBlocking()).isFalse();
		}
	}

	@Test
	void closedSocketCannotBeUsed() throws IOException {
		this.socket.close();
		this.socket.close();
		assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> this.socket.configureBlocking(false));
		assertThatExceptionOfType(ClosedChannelException.class)
			.isThrownBy(() -> this.socket.read(ByteBuffer.allocate(1)));
		assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> writeSome(ByteBuffer.allocate(1)));
	}

	private void assertSilent() throws IOException {
		assertThat(readPending(this.socket)).isEmpty();
		assertThat(this.socket.isBlocking()).isTrue();
	}

	/**
	 * Reads without waiting, as a liveness check does.
	 * @param socket the socket, in blocking mode
	 * @return the bytes, up to 16
	 * @throws IOException if that fails
	 */
	private static byte[] readPending(SocketIo socket) throws IOException {
		ByteBuffer pending = ByteBuffer.allocate(16);
		socket.configureBlocking(false);
		socket.read(pending);
		socket.configureBlocking(true);
		return Arrays.copyOf(pending.array(), pending.position());
	}

	private long writeSome(ByteBuffer source) throws IOException {
		return this.socket.write(new ByteBuffer[] { source }, 0, 1);
	}

	private byte[] write(int count) throws IOException {
		ByteBuffer source = ByteBuffer.allocate(count);
		while (source.hasRemaining()) {
			writeSome(source);
		}
		return new byte[0];
	}

	private byte[] read(int count) throws IOException {
		ByteBuffer target = ByteBuffer.allocate(count);
		while (target.hasRemaining()) {
			assertThat(this.socket.read(target)).isPositive();
		}
		return target.array();
	}

	private CompletableFuture<byte[]> start(Use use) {
		CompletableFuture<byte[]> result = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				result.complete(use.go());
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		});
		this.user.set(thread);
		thread.start();
		return result;
	}

	/**
	 * Wait until the user's thread is inside of the system call that waits, or sleeps
	 * until it looks again.
	 */
	private void awaitWaiting() {
		Awaitility.await()
			.until(() -> Stream.of(this.user.get().getStackTrace()).limit(5).anyMatch(SocketIoTests::isWaiting));
	}

	private static boolean isWaiting(StackTraceElement frame) {
		return (frame.isNativeMethod() && frame.getClassName().startsWith("sun.nio.ch."))
				|| (frame.getClassName().endsWith(".SocketIo") && frame.getMethodName().equals("poll"));
	}

	@FunctionalInterface
	private interface Use {

		byte[] go() throws Exception;

	}

}
