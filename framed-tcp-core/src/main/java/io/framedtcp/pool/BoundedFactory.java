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

package io.framedtcp.pool;

import org.apache.commons.pool2.DestroyMode;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.PooledObjectFactory;
import org.apache.commons.pool2.PooledObjectState;

import io.framedtcp.connection.ConnectionSettings;
import io.framedtcp.connection.Deadline;
import io.framedtcp.connection.FramedConnection;
import io.framedtcp.connection.FramedConnectionFactory;

/**
 * The factory as Commons Pool2 uses it. Commons Pool2 holds a lock while it tests idle
 * connections. A test that may run user code therefore runs in a worker, within the
 * connect time-out.
 *
 * @param factory does the work
 * @param settings how connections are opened
 * @param userCode runs tests
 */
record BoundedFactory(FramedConnectionFactory factory, ConnectionSettings settings,
		UserCode userCode) implements PooledObjectFactory<FramedConnection> {

	@Override
	public PooledObject<FramedConnection> makeObject() throws Exception {
		return this.factory.makeObject();
	}

	@Override
	public void activateObject(PooledObject<FramedConnection> pooled) {
		this.factory.activateObject(pooled);
	}

	@Override
	public boolean validateObject(PooledObject<FramedConnection> pooled) {
		if (pooled.getState() != PooledObjectState.EVICTION || !runsUserCode()) {
			return this.factory.validateObject(pooled);
		}
		if (!this.userCode.isHeldUp()) {
			return isHealthy(pooled);
		}
		// A redactor might see what is found: that is left to whoever borrows it.
		return this.settings.payloadRedactor() != null || this.factory.validateWithoutUserCode(pooled);
	}

	@Override
	public void passivateObject(PooledObject<FramedConnection> pooled) throws Exception {
		this.factory.passivateObject(pooled);
	}

	@Override
	public void destroyObject(PooledObject<FramedConnection> pooled) {
		this.factory.destroyObject(pooled);
	}

	@Override
	public void destroyObject(PooledObject<FramedConnection> pooled, DestroyMode mode) {
		this.factory.destroyObject(pooled, mode);
	}

	private boolean runsUserCode() {
		boolean handled = this.settings.unexpectedBytes().isDrained()
				&& this.settings.unsolicitedFrameHandler() != null;
		return handled || this.settings.payloadRedactor() != null;
	}

	private boolean isHealthy(PooledObject<FramedConnection> pooled) {
		try {
			return this.userCode.run(() -> this.factory.validateObject(pooled),
					Deadline.after(this.settings.connectTimeout()), pooled.getObject()::abandon);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (Error ex) {
			// No thread could be had. What left here would cost the connection's place.
			return true;
		}
	}

}
