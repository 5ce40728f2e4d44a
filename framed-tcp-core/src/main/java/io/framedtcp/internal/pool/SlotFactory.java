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

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.PooledObjectFactory;
import org.apache.commons.pool2.PooledObjectState;
import org.apache.commons.pool2.impl.DefaultPooledObject;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connect.ConnectionOpener;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.connection.LivenessCheck;
import io.framedtcp.spi.CloseReason;

/**
 * Makes the slots of a Commons Pool2 pool, validates their connections, and closes them.
 * <p>
 * Commons Pool2 knows no deadline. So {@link #makeObject()} does no I/O, and a caller
 * validates its slot by {@link Slot#isHealthy(LivenessCheck, Deadline)}. Commons Pool2
 * itself validates only idle connections. User code of such a test runs in a worker and
 * is bounded.
 * <p>
 * Safe for use by many threads.
 */
final class SlotFactory implements PooledObjectFactory<Slot> {

	/** After this idle time, the selector is closed: it would cost more than it saves. */
	private static final long SELECTOR_KEPT_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final ConnectionOpener opener;

	private final UserCode userCode;

	private final Duration maxWait;

	private final boolean handled;

	private final boolean redacted;

	private final Set<Slot> slots = ConcurrentHashMap.newKeySet();

	SlotFactory(ConnectionOpener opener, ConnectionSettings settings, UserCode userCode) {
		this.opener = opener;
		this.userCode = userCode;
		this.maxWait = settings.connectTimeout();
		this.handled = settings.unexpectedBytes().isDrained() && settings.unsolicitedFrameHandler() != null;
		this.redacted = settings.payloadRedactor() != null;
	}

	@Override
	public PooledObject<Slot> makeObject() {
		Slot slot = new Slot();
		this.slots.add(slot);
		return new DefaultPooledObject<>(slot);
	}

	/**
	 * Drains and tests an idle connection.
	 */
	@Override
	public boolean validateObject(PooledObject<Slot> pooled) {
		Slot slot = pooled.getObject();
		FramedConnection connection = slot.connection();
		if (connection == null) {
			return false;
		}
		boolean kept = true;
		try {
			if (!this.handled && !this.redacted) {
				return slot.isHealthy(this.opener.livenessCheck(), Deadline.after(this.maxWait));
			}
			if (this.userCode.isHeldUp()) {
				// A redactor might receive drained bytes, so the next caller does the
				// test.
				kept = this.redacted;
				return this.redacted || this.opener.livenessCheck().mayBeKeptUndrained(connection);
			}
			Deadline deadline = Deadline.after(this.maxWait);
			return this.userCode.run(() -> slot.isHealthy(this.opener.livenessCheck(), deadline), deadline,
					connection::abandon);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (Error ex) {
			// There was no thread or no memory. An error thrown from here would lose the
			// connection's place in the pool.
			return kept;
		}
	}

	@Override
	public void activateObject(PooledObject<Slot> pooled) {
	}

	/**
	 * Refuses a slot that must not be reused. Commons Pool2 then destroys it.
	 * {@code invalidateObject()} is no alternative: since Commons Pool2 2.13 it creates
	 * another slot.
	 * @throws NotReusableException if the slot must not be reused
	 */
	@Override
	public void passivateObject(PooledObject<Slot> pooled) throws NotReusableException {
		Slot slot = pooled.getObject();
		FramedConnection connection = slot.connection();
		if (pooled.getState() != PooledObjectState.RETURNING) {
			// It was tested while idle, or is new.
			if (connection != null) {
				connection.releaseSelectorIfUnused(SELECTOR_KEPT_NANOS);
			}
			slot.state().pass();
		}
		else if (!slot.isReusable() || this.opener.isClosed()) {
			// Commons Pool2 may not know that the pool is closed.
			throw new NotReusableException();
		}
	}

	@Override
	public void destroyObject(PooledObject<Slot> pooled) {
		Slot slot = pooled.getObject();
		try {
			boolean first = slot.state().close(this.opener.isClosed() ? CloseReason.POOL_CLOSED : CloseReason.SURPLUS);
			FramedConnection connection = slot.connection();
			if (first && connection != null) {
				this.opener.close(connection);
			}
		}
		finally {
			this.slots.remove(slot);
		}
	}

	/**
	 * Counts the slots that a thread holds.
	 * @param thread the thread
	 * @return their number
	 */
	int heldBy(Thread thread) {
		return (int) this.slots.stream().filter((slot) -> slot.isHeldBy(thread)).count();
	}

	/**
	 * Returns whether there are any slots.
	 * @return whether connections are open or being opened
	 */
	boolean hasSlots() {
		return !this.slots.isEmpty();
	}

}
