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

package io.framedtcp.support;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

/**
 * A proxy that talks to a client as a test says, and then carries bytes both ways.
 */
public final class RelayingProxy implements AutoCloseable {

	private final RawServer server;

	/**
	 * Starts a proxy.
	 * @param target port of the server on this machine, whatever the client asks for
	 * @param dialogue what to say to the client before
	 * @throws IOException if that fails
	 */
	public RelayingProxy(int target, Dialogue dialogue) throws IOException {
		this.server = new RawServer((client) -> {
			if (dialogue.with(new DataInputStream(client.getInputStream()), client.getOutputStream())) {
				try (Socket onward = new Socket(InetAddress.getLoopbackAddress(), target)) {
					relay(client, onward);
				}
			}
		});
	}

	public String host() {
		return this.server.host();
	}

	public int port() {
		return this.server.port();
	}

	public int accepted() {
		return this.server.accepted();
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

	private static void relay(Socket client, Socket server) throws IOException {
		Thread back = new Thread(() -> copy(server, client), "relaying-proxy");
		back.setDaemon(true);
		back.start();
		copy(client, server);
	}

	private static void copy(Socket from, Socket to) {
		try (to) {
			InputStream in = from.getInputStream();
			in.transferTo(to.getOutputStream());
		}
		catch (IOException ex) {
			// One of them has gone.
		}
	}

	/**
	 * What a proxy says before it carries bytes.
	 */
	@FunctionalInterface
	public interface Dialogue {

		/**
		 * Talks to the client.
		 * @param in what the client says
		 * @param out what it is told
		 * @return whether to go on with the server's bytes; otherwise the connection is
		 * closed
		 * @throws Exception if that fails
		 */
		boolean with(DataInputStream in, OutputStream out) throws Exception;

	}

}
