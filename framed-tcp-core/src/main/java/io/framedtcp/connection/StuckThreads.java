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

import org.apache.commons.pool2.PooledObject;

/**
 * What to do with threads that user code keeps for more than a second longer than their
 * deadline. All but {@link #cameBack()} is called in the watchdog's thread, so it must
 * hand over at once.
 */
public interface StuckThreads {

	/**
	 * Does nothing.
	 */
	StuckThreads LEFT_ALONE = new StuckThreads() {

		@Override
		public void stuckWith(PooledObject<FramedConnection> pooled, Thread thread) {
		}

		@Override
		public void stuckConnecting(Thread thread, boolean forCaller) {
		}

		@Override
		public void cameBack() {
		}

	};

	/**
	 * A thread does not come back that uses or tests a connection.
	 * @param pooled the connection, whose channel is closed
	 * @param thread the thread
	 */
	void stuckWith(PooledObject<FramedConnection> pooled, Thread thread);

	/**
	 * A thread does not come back that opens a connection. The connection's place has
	 * been given to others.
	 * @param thread the thread
	 * @param forCaller whether it does so for a caller
	 */
	void stuckConnecting(Thread thread, boolean forCaller);

	/**
	 * This thread was stuck for a caller, without a lease, and has come back.
	 */
	void cameBack();

}
