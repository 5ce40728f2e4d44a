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
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.ConnectedSocket;
import io.framedtcp.internal.connection.ConnectionHooks;
import io.framedtcp.internal.connection.ConnectionStateMachine;
import io.framedtcp.internal.connection.FrameChannel;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.connection.Lifespan;
import io.framedtcp.internal.connection.LivenessCheck;
import io.framedtcp.internal.connection.SharedChannel;
import io.framedtcp.internal.pool.ConnectionLease;
import io.framedtcp.internal.pool.ExclusivePool;
import io.framedtcp.internal.route.Reachability;
import io.framedtcp.internal.shared.Admission.Placement;
import io.framedtcp.internal.shared.Lifecycle.Phase;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionAttributes;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.ConnectionListener;
import io.framedtcp.support.InMemoryTransport;

/**
 * A shared connection without a socket, for tests of its state. Tests write and read by
 * themselves; nothing waits.
 */
final class PureConnection implements AutoCloseable {

	private static final ConnectionSettings SETTINGS = ConnectionSettings.builder().address("127.0.0.1", 1).build();

	private final MemoryTransport transport = new MemoryTransport();

	private final FramedConnection framed;

	private final ExclusivePool pool;

	private final SharedConnection shared;

	private final ArrivedFrames arrived;

	/** Those whom the steps of a test have woken. */
	private final List<SharedCall> woken = new ArrayList<>();

	PureConnection(SharedSettings settings) {
		this(settings, 0);
	}

	PureConnection(SharedSettings settings, int maxUses) {
		this.framed = framed(this.transport, maxUses, false);
		this.pool = new ExclusivePool("pure", SETTINGS, PoolSettings.builder().build(), List.of());
		SharedConnections group = new SharedConnections(this.pool, settings, 0);
		this.shared = new SharedConnection(group, new PureLease(this.framed));
		this.arrived = new ArrivedFrames(this.shared, new ReplyDelivery(this.shared, group),
				new SharedChannel(this.framed), group.factory().correlation(), group.factory().assembler(), false);
		calls().begin();
	}

	/**
	 * Starts with settings by which replies are told apart by the ids of requests.
	 * @return a builder
	 */
	static SharedSettings.Builder matched() {
		return SharedSettings.builder().assignIds(0, SharedPeer.ID_LENGTH);
	}

	static FramedConnection framed(boolean reused) {
		return framed(new MemoryTransport(), 0, reused);
	}

	private static FramedConnection framed(MemoryTransport transport, int maxUses, boolean reused) {
		LivenessCheck livenessCheck = new LivenessCheck(SETTINGS, new Lifespan(Duration.ZERO, maxUses),
				new Reachability("pure", SETTINGS));
		FrameChannel frames = new FrameChannel(transport, SETTINGS.framing(), SETTINGS.maxFrameSize(),
				SETTINGS.propertyPrefix());
		ConnectedSocket link = new ConnectedSocket(null, frames, null, null, 2,
				ConnectionHooks.none(new ConnectionAttributes()));
		FramedConnection connection = new FramedConnection(
				new ConnectionInfo("pure", 1, InetSocketAddress.createUnresolved("pure", 1), 2), link, SETTINGS,
				new ConnectionListener() {
				}, new ConnectionStateMachine(1), livenessCheck, System.nanoTime());
		if (reused) {
			livenessCheck.mayBeKept(connection);
		}
		return connection;
	}

	FramedConnection framed() {
		return this.framed;
	}

	ConnectionCalls calls() {
		return this.shared.calls();
	}

	Lifecycle lifecycle() {
		return calls().lifecycle();
	}

	Places places() {
		return calls().places();
	}

	List<SharedCall> woken() {
		return this.woken;
	}

	/**
	 * Tries to give a call a place, without queueing its frame.
	 * @param call the call
	 * @return what has come of it
	 */
	Placement place(SharedCall call) {
		return calls().admission().place(call, this.shared, false, Phase.OPEN);
	}

	Placement placePing(SharedCall call) {
		return calls().admission().place(call, this.shared, true, Phase.SUSPECT);
	}

	boolean placeAnswer(SharedCall call) {
		return calls().admission().placeAnswer(call, this.shared);
	}

	/**
	 * Queues a call that must get a place.
	 * @param call the call
	 * @return the call
	 */
	SharedCall queue(SharedCall call) {
		Placement placement = tryQueue(call);
		if (placement != Placement.PLACED) {
			throw new AssertionError(placement);
		}
		return call;
	}

	/**
	 * Tries to give a call a place, and queues its frame.
	 * @param call the call
	 * @return what has come of it
	 */
	Placement tryQueue(SharedCall call) {
		return calls().admission().place(call, this.shared, true, Phase.OPEN);
	}

	SharedCall queue(int id) {
		return queue(PureCalls.call(id));
	}

	/**
	 * Lets the writer take what is queued, and write nothing of it.
	 * @param writer the call that has the role
	 * @return how many frames were begun; -1 if it has no longer the role
	 */
	int gather(SharedCall writer) {
		return calls().gather(writer, 0, this.woken, null);
	}

	/**
	 * Lets the writer write all that is queued.
	 * @param writer the call that has the role
	 * @return the bytes that the server has got by it
	 */
	byte[] write(SharedCall writer) {
		this.shared.write(writer, Deadline.never());
		return this.transport.takeWritten();
	}

	/**
	 * Writes what was gathered and not written, and all that is queued.
	 * @param writer the call that has the role
	 * @return the bytes that the server has got by it
	 */
	byte[] writeRest(SharedCall writer) {
		calls().roles().leaveToDriver(writer);
		this.shared.driver().driveForNobody(writer);
		return this.transport.takeWritten();
	}

	/**
	 * Lets each write fail from now on.
	 * @param failure what it throws
	 */
	void failWrites(RuntimeException failure) {
		this.transport.failure = failure;
	}

	boolean abandon(SharedCall call) {
		return calls().abandon(call, this.woken);
	}

	boolean leave(SharedCall call) {
		return calls().leave(call, this.woken);
	}

	/**
	 * Lets frames come from the server.
	 * @param payloads their payloads
	 * @throws IOException if the connection must end for them
	 */
	void arrive(byte[]... payloads) throws IOException {
		for (byte[] payload : payloads) {
			this.transport.incoming.add(SharedPeer.Connection.frame(payload));
		}
		while (!this.transport.incoming.isEmpty()) {
			this.arrived.read(Deadline.never());
		}
	}

	@Override
	public void close() {
		this.pool.close();
	}

	/**
	 * Takes what is written, and hands out what has come.
	 */
	private static final class MemoryTransport extends InMemoryTransport {

		private final List<byte[]> incoming = new ArrayList<>();

		private final ByteArrayOutputStream written = new ByteArrayOutputStream();

		private RuntimeException failure;

		byte[] takeWritten() {
			byte[] bytes = this.written.toByteArray();
			this.written.reset();
			return bytes;
		}

		@Override
		public int readNow(ByteBuffer target) {
			if (this.incoming.isEmpty()) {
				return 0;
			}
			byte[] next = this.incoming.remove(0);
			target.put(next);
			return next.length;
		}

		@Override
		public int writeNow(ByteBuffer source) {
			if (this.failure != null) {
				throw this.failure;
			}
			byte[] bytes = new byte[source.remaining()];
			source.get(bytes);
			this.written.writeBytes(bytes);
			return bytes.length;
		}

		@Override
		public void wakeUp() {
		}

		@Override
		public int read(ByteBuffer target) {
			throw new UnsupportedOperationException();
		}

		@Override
		public long write(ByteBuffer[] sources, int offset, int count) {
			throw new UnsupportedOperationException();
		}

	}

	/**
	 * The lease of a connection of no pool.
	 *
	 * @param connection the connection
	 */
	private record PureLease(FramedConnection connection) implements ConnectionLease {

		@Override
		public void close() {
		}

		@Override
		public void retire(CloseReason reason) {
		}

	}

}
