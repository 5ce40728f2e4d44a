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

package io.framedtcp.test;

import java.io.IOException;

/**
 * What a {@link FramedTcpServer} does with a connection, in a thread of its own.
 */
@FunctionalInterface
public interface ConnectionHandler {

	/**
	 * Serves a connection until it ends. The server closes it afterwards.
	 * @param connection the connection
	 * @throws IOException if the connection breaks, which ends it
	 * @throws InterruptedException if the server is closed, which ends it
	 */
	void serve(ServerConnection connection) throws IOException, InterruptedException;

}
