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

package io.framedtcp.benchmarks.peer;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A connection for each thread, opened when the thread first asks for it.
 *
 * @param <C> the type of a connection
 */
final class OwnConnections<C extends Closeable> implements Closeable {

	private final Queue<C> all = new ConcurrentLinkedQueue<>();

	private final ThreadLocal<C> own;

	OwnConnections(Opener<C> opener) {
		this.own = ThreadLocal.withInitial(() -> open(opener));
	}

	C get() {
		return this.own.get();
	}

	@Override
	public void close() throws IOException {
		for (C connection : this.all) {
			connection.close();
		}
	}

	private C open(Opener<C> opener) {
		try {
			C connection = opener.open();
			this.all.add(connection);
			return connection;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@FunctionalInterface
	interface Opener<C> {

		C open() throws IOException;

	}

}
