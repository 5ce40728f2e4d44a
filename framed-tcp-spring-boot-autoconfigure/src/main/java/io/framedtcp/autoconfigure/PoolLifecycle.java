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

package io.framedtcp.autoconfigure;

import org.springframework.context.SmartLifecycle;

import io.framedtcp.pool.FramedConnectionPool;

/**
 * Closes the pool when the application stops, and opens it again when it restarts. The
 * phase is 0, as for connection factories of other clients. The web server has a later
 * phase, so it finishes its requests first.
 */
class PoolLifecycle implements SmartLifecycle {

	private final FramedConnectionPool pool;

	PoolLifecycle(FramedConnectionPool pool) {
		this.pool = pool;
	}

	@Override
	public void start() {
		this.pool.open();
	}

	@Override
	public void stop() {
		this.pool.close();
	}

	/**
	 * Closes the pool in a separate thread. Closing waits for calls in progress, and
	 * several clients can wait at the same time.
	 */
	@Override
	public void stop(Runnable callback) {
		new Thread(() -> {
			try {
				stop();
			}
			finally {
				callback.run();
			}
		}, "framed-tcp-" + this.pool.client() + "-stop").start();
	}

	@Override
	public boolean isRunning() {
		return this.pool.isOpen();
	}

	@Override
	public int getPhase() {
		return 0;
	}

}
