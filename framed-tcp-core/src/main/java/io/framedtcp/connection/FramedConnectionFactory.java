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

package io.framedtcp.connection;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.commons.pool2.DestroyMode;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.PooledObjectFactory;
import org.apache.commons.pool2.PooledObjectState;
import org.jspecify.annotations.Nullable;

import io.framedtcp.connection.Openings.Opening;

/**
 * Opens, checks and closes the connections of a Commons Pool2 pool. Every reason not to
 * use a connection again is found here, by one {@link LivenessCheck}: at a borrow in
 * {@link #validateObject(PooledObject)}, at a return in
 * {@link #passivateObject(PooledObject)}.
 * <p>
 * Commons Pool2 gives {@link #makeObject()} no deadline, so whoever may cause a
 * connection to be opened says it beforehand, with {@link #connectBy(Deadline)}.
 * <p>
 * Safe for use by many threads.
 */
public final class FramedConnectionFactory implements PooledObjectFactory<FramedConnection>, Closeable {

	private static final Log logger = LogFactory.getLog(FramedConnectionFactory.class);

	private final String client;

	private final ConnectionSettings settings;

	private final ConnectionListener listener;

	private final ConnectionRegister register;

	private final Watchdog watchdog;

	private final Connector connector;

	private final Reachability reachability;

	private final ThreadLocal<@Nullable Deadline> connectBy = new ThreadLocal<>();

	private final Lifespans lifespans;

	private final LivenessCheck livenessCheck;

	private final Openings openings;

	/**
	 * Creates a factory and starts its watchdog.
	 * @param client name of the client, for threads and logs
	 * @param settings how to open connections
	 * @param maxLifetime age at which a connection is retired, less a random tenth at
	 * most, so that connections opened together do not end together; zero for no bound
	 * @param maxOpen the most connections to be open, or being opened, at any time
	 * @param listener hears of each connection opened and retired; must not throw
	 * @param register where the connections are kept account of
	 */
	public FramedConnectionFactory(String client, ConnectionSettings settings, Duration maxLifetime, int maxOpen,
			ConnectionListener listener, ConnectionRegister register) {
		this.client = client;
		this.settings = settings;
		this.listener = listener;
		this.register = register;
		this.watchdog = new Watchdog(client);
		this.openings = new Openings(maxOpen, this.watchdog);
		this.reachability = new Reachability(client, settings, this.watchdog, this.openings, this::unpooled);
		this.connector = new Connector(settings, this.watchdog, new HostResolver(settings.lookup()),
				this.reachability.failedRoutes());
		this.lifespans = new Lifespans(maxLifetime);
		this.livenessCheck = new LivenessCheck(settings, this.lifespans, this.reachability);
	}

	/**
	 * Sets the deadline for connections that this thread opens on behalf of a caller, who
	 * is refused at once while the servers are known to be out of reach.
	 * @param deadline the deadline, or {@code null} for none
	 * @return what it was before, to be set again when done
	 */
	public @Nullable Deadline connectBy(@Nullable Deadline deadline) {
		Deadline before = this.connectBy.get();
		// Not removed, as the next borrow of this thread would have to add it again.
		this.connectBy.set(deadline);
		return before;
	}

	/**
	 * Returns what is known of the servers.
	 * @return whether they can be reached
	 */
	public Reachability reachability() {
		return this.reachability;
	}

	/**
	 * Notes that a connection was of no use though it could be opened.
	 * @param start when the attempt to get one began
	 * @return what the caller is to be told
	 */
	public ConnectFailedException spoiltAtOnce(long start) {
		ConnectFailedException failure = this.reachability.spoiltAtOnce();
		this.reachability.connectFailed(failure, start, this.listener);
		return failure;
	}

	/**
	 * Retire all connections that are open now: the idle ones when they are next looked
	 * at, the others when they are returned.
	 */
	public void evictAll() {
		this.lifespans.evictAll();
	}

	/**
	 * Returns how often all connections have been evicted.
	 * @return the number of times
	 */
	public int epoch() {
		return this.lifespans.epoch();
	}

	/**
	 * Opens a connection.
	 * @throws OpenLimitException if as many are open as may be
	 * @throws ConnectFailedException if none can be opened in time
	 * @throws IOException if the thread is interrupted, which leaves its flag set
	 */
	@Override
	public PooledObject<FramedConnection> makeObject() throws OpenLimitException, IOException {
		if (this.connectBy.get() != null) {
			this.reachability.circuitBreaker().refuseCaller();
		}
		long start = System.nanoTime();
		Opening opening = this.openings.begin(idleDeadline(), this.connectBy.get() != null);
		if (opening == null) {
			throw new OpenLimitException();
		}
		try {
			// Read first: a connection opened during an eviction is of the old epoch.
			int epoch = this.lifespans.epoch();
			PooledObject<FramedConnection> connection = announced(this.connector.connect(deadline()), epoch, start);
			if (!opening.complete()) {
				destroyObject(connection);
				throw opening.late();
			}
			return connection;
		}
		catch (ConnectFailedException ex) {
			this.reachability.connectFailed(ex, start, this.listener);
			throw ex;
		}
		finally {
			opening.end();
		}
	}

	/**
	 * Tests a connection. Decides, whatever happens: one whose validation throws an error
	 * would be neither used nor destroyed by Commons Pool2.
	 */
	@Override
	public boolean validateObject(PooledObject<FramedConnection> pooled) {
		return mayBeLent(pooled.getObject());
	}

	/**
	 * Tests an idle connection without running user code. What has come on it is not
	 * drained, so the connection is retired if anything has.
	 * @param pooled the connection
	 * @return whether it may be kept
	 */
	public boolean validateWithoutUserCode(PooledObject<FramedConnection> pooled) {
		return this.livenessCheck.mayBeKeptUndrained(pooled.getObject(), idleDeadline());
	}

	/**
	 * Looks at a connection that is returned, and may be lent again without Commons
	 * Pool2.
	 * @param connection the connection
	 * @return whether it may; otherwise it is to be given to Commons Pool2, which
	 * destroys it
	 */
	public boolean isReusable(FramedConnection connection) {
		this.reachability.returned(connection);
		connection.endLease();
		return this.livenessCheck.mayBeKept(connection);
	}

	/**
	 * Tests a connection that is to be lent again without Commons Pool2.
	 * @param connection one that was {@linkplain #isReusable(FramedConnection) reusable}
	 * @return whether it is lent; otherwise it is to be given to Commons Pool2, which
	 * destroys it
	 */
	public boolean isLentAgain(FramedConnection connection) {
		connection.startLease();
		return mayBeLent(connection);
	}

	private boolean mayBeLent(FramedConnection connection) {
		boolean lent = this.livenessCheck.mayBeLent(connection, deadline());
		if (!lent && this.connectBy.get() != null && !connection.holder().takeFrom(Thread.currentThread())) {
			this.openings.stuckThreads().cameBack();
		}
		return lent;
	}

	@Override
	public void activateObject(PooledObject<FramedConnection> pooled) {
		pooled.getObject().startLease();
	}

	/**
	 * Looks at a connection that is returned. One that has just been added is let pass:
	 * {@code addObject()} of Commons Pool2 2.13 would not destroy it but lose it. What is
	 * wrong with it is found when it is borrowed.
	 * @throws RetiredException if it must not be used again, upon which the pool destroys
	 * it
	 */
	@Override
	public void passivateObject(PooledObject<FramedConnection> pooled) throws RetiredException {
		FramedConnection connection = pooled.getObject();
		if (pooled.getState() == PooledObjectState.EVICTION) {
			connection.restIfUnused();
			return;
		}
		if (pooled.getState() != PooledObjectState.RETURNING) {
			connection.endLease();
			return;
		}
		// A pool that is closed need not say so to Commons Pool2.
		if (!isReusable(connection) || this.watchdog.isClosed()) {
			throw new RetiredException();
		}
	}

	@Override
	public void destroyObject(PooledObject<FramedConnection> pooled) {
		FramedConnection connection = pooled.getObject();
		try {
			connection.retireBecause(this.watchdog.isClosed() ? RetireReason.POOL_CLOSED : RetireReason.SURPLUS);
			connection.close();
			this.reachability.ended(connection);
		}
		finally {
			retired(pooled);
		}
	}

	/**
	 * Account for a connection that is closed. Commons Pool2 may destroy one twice which
	 * it tests while it is closed itself.
	 * @param pooled the connection
	 */
	private void retired(PooledObject<FramedConnection> pooled) {
		FramedConnection connection = pooled.getObject();
		boolean first = true;
		try {
			RetireReason reason = Objects.requireNonNull(connection.retireReason());
			first = this.register.remove(pooled, reason);
			if (first) {
				logger.debug("Retired " + connection + ": " + reason);
				this.listener.connectionRetired(connection.info(), reason);
			}
		}
		finally {
			if (first) {
				// Last, so that a listener that counts never counts too many.
				this.openings.closed();
			}
		}
	}

	@Override
	public void destroyObject(PooledObject<FramedConnection> pooled, DestroyMode mode) {
		destroyObject(pooled);
	}

	/**
	 * Closes all connections, those in use as well, and stops the watchdog. A connection
	 * that is opened from now on is closed at once.
	 */
	@Override
	public void close() {
		this.watchdog.close();
	}

	/**
	 * Returns the count of connections that are open or being opened.
	 * @return the count
	 */
	public Openings openings() {
		return this.openings;
	}

	/**
	 * Takes a connection from a thread that tests it for a caller, and closes it.
	 * @param pooled the connection
	 * @param thread the thread, which is stuck
	 * @return whether the thread had it until now
	 */
	public boolean takeBack(PooledObject<FramedConnection> pooled, Thread thread) {
		boolean taken = pooled.getState() == PooledObjectState.ALLOCATED
				&& pooled.getObject().holder().takeFrom(thread);
		if (taken) {
			destroyObject(pooled);
		}
		return taken;
	}

	/**
	 * Returns whether all connections are closed, and each that is opened from now on.
	 * @return whether the factory is closed
	 */
	public boolean isClosed() {
		return this.watchdog.isClosed();
	}

	/**
	 * Returns the bound on what this thread does to a connection for its borrower, which
	 * the connect time-out may end earlier.
	 * @return the caller's deadline; in the background, one that never passes
	 */
	private Deadline deadline() {
		Deadline deadline = this.connectBy.get();
		return (deadline != null) ? deadline : Deadline.never();
	}

	/**
	 * Returns the bound on what is done to an idle connection: little, if anything.
	 * @return the deadline
	 */
	private Deadline idleDeadline() {
		return deadline().atMost(this.settings.connectTimeout());
	}

	private PooledObject<FramedConnection> announced(Link link, int epoch, long start) {
		boolean announced = false;
		try {
			FramedConnection connection = connection(link, epoch, start);
			logger.debug("Opened " + connection);
			this.listener.connectionOpened(connection.info(), Duration.ofNanos(System.nanoTime() - start));
			PooledObject<FramedConnection> pooled = new PooledConnection(connection);
			link.guard().whenStuck((thread) -> this.openings.stuckThreads().stuckWith(pooled, thread));
			this.register.add(pooled);
			announced = true;
			return pooled;
		}
		finally {
			if (!announced) {
				link.guard().close();
			}
		}
	}

	private FramedConnection unpooled(Link link) {
		return connection(link, this.lifespans.epoch(), System.nanoTime());
	}

	private FramedConnection connection(Link link, int epoch, long start) {
		ConnectionInfo info = new ConnectionInfo(this.client, this.register.nextId(), link.remoteAddress(),
				link.localPort());
		ConnectionStateMachine state = new ConnectionStateMachine(1);
		state.open();
		state.opened();
		FramedConnection connection = new FramedConnection(info, link, this.settings, this.listener, state,
				this.livenessCheck, this.lifespans.begin(epoch), start);
		this.livenessCheck.mayBeKept(connection);
		return connection;
	}

}
