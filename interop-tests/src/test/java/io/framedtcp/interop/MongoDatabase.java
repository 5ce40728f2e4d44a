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

package io.framedtcp.interop;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;

/**
 * A MongoDB server that keeps its documents in memory: mongo-java-server.
 */
final class MongoDatabase implements Server {

	private final MongoServer server = new MongoServer(new MemoryBackend());

	MongoDatabase() {
		this.server.bind();
	}

	@Override
	public int port() {
		return this.server.getLocalAddress().getPort();
	}

	@Override
	public void close() {
		this.server.shutdownNow();
	}

}
