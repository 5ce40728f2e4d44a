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

import java.net.InetAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;

/**
 * A directory: the in-memory server of the UnboundID LDAP SDK, with the devices n0 to
 * n255.
 */
final class LdapServer implements Server {

	private static final String BASE = "dc=example,dc=com";

	private static final int DEVICES = 256;

	private final Queue<String> accesses = new ConcurrentLinkedQueue<>();

	private final InMemoryDirectoryServer server;

	LdapServer() {
		try {
			InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
			config.addAdditionalBindCredentials("cn=app," + BASE, "secret");
			config.setListenerConfigs(
					InMemoryListenerConfig.createLDAPConfig("ldap", InetAddress.getLoopbackAddress(), 0, null));
			config.setAccessLogHandler(new Accesses());
			this.server = new InMemoryDirectoryServer(config);
			this.server.add("dn: " + BASE, "objectClass: domain", "dc: example");
			for (int i = 0; i < DEVICES; i++) {
				this.server.add("dn: cn=n" + i + "," + BASE, "objectClass: device", "cn: n" + i, "serialNumber: " + i,
						"description: " + LdapContract.DESCRIPTION);
			}
			this.server.startListening();
		}
		catch (LDAPException | LDIFException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public int port() {
		return this.server.getListenPort();
	}

	/**
	 * Return how many clients have said that they leave.
	 * @return number of unbinds
	 */
	long unbinds() {
		return this.accesses.stream().filter((access) -> access.contains("UNBIND")).count();
	}

	/**
	 * Close all connections, and tell the clients before.
	 */
	void disconnectClients() {
		this.server.closeAllConnections(true);
	}

	@Override
	public void close() {
		this.server.shutDown(true);
	}

	/**
	 * Keeps what the server writes into its access log.
	 */
	private final class Accesses extends Handler {

		@Override
		public void publish(LogRecord record) {
			LdapServer.this.accesses.add(record.getMessage());
		}

		@Override
		public void flush() {
			// Nothing is buffered.
		}

		@Override
		public void close() {
			// Nothing is open.
		}

	}

}
