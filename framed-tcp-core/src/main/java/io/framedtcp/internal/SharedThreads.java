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

package io.framedtcp.internal;

import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * Creates the threads that clients share. Such a thread may outlive the application that
 * caused it, so it keeps nothing of that application. It has no context class loader, no
 * inheritable thread-locals, and no protection domains of its callers.
 */
public final class SharedThreads {

	private SharedThreads() {
	}

	/**
	 * Creates a daemon thread.
	 * @param name name of the thread
	 * @param work the work to run
	 * @return the thread, to be started
	 */
	@SuppressWarnings("removal")
	public static Thread create(String name, Runnable work) {
		// A thread keeps the access control context of its creator, and with it the class
		// loaders of all callers. doPrivileged cuts that off.
		return AccessController.doPrivileged((PrivilegedAction<Thread>) () -> {
			Thread thread = new Thread(null, work, name, 0, false);
			thread.setDaemon(true);
			thread.setContextClassLoader(null);
			return thread;
		});
	}

}
