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

package io.framedtcp.config;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

import org.jspecify.annotations.Nullable;

/**
 * The TLS settings of connections. Immutable and safe for use by many threads.
 */
public final class TlsSettings {

	private final Supplier<Engines> engines;

	private TlsSettings(Supplier<Engines> engines) {
		this.engines = engines;
	}

	/**
	 * Creates settings from a context: its trust, its keys if it has any, its protocols
	 * and cipher suites. The server's certificate must match the host of the server.
	 * @param context the context
	 * @return the settings
	 */
	public static TlsSettings of(SSLContext context) {
		Objects.requireNonNull(context, "'context' must not be null");
		return builder(() -> context).build();
	}

	/**
	 * Creates settings that use the current ones for each new connection. So
	 * certificates, protocols and cipher suites can be renewed together.
	 * @param current supplies the current settings; must be safe for use by many threads
	 * @return the settings
	 */
	public static TlsSettings renewable(Supplier<TlsSettings> current) {
		Objects.requireNonNull(current, "'current' must not be null");
		return new TlsSettings(() -> current.get().engines.get());
	}

	/**
	 * Returns a builder with the defaults.
	 * @param context supplies the context of each new connection, which may be a new one,
	 * for example with a renewed certificate; must be safe for use by many threads
	 * @return a builder
	 */
	public static Builder builder(Supplier<SSLContext> context) {
		return new Builder(context);
	}

	/**
	 * Checks the name of a server that replaces the host for TLS.
	 * @param serverName the name
	 * @throws IllegalArgumentException if it is neither a host name nor an IP address
	 */
	public static void checkServerName(String serverName) {
		if (!Engines.IP_ADDRESS.matcher(serverName).matches()) {
			Objects.requireNonNull(new SNIHostName(serverName));
		}
	}

	/**
	 * Returns whether the server's certificate must match the server's name.
	 * @return whether a mismatch ends the handshake
	 */
	public boolean isHostnameVerified() {
		return this.engines.get().verifyHostname();
	}

	/**
	 * Creates the engine of a connection.
	 * @param host the server's name or IP address
	 * @param port the TCP port
	 * @return the engine
	 * @throws IllegalArgumentException if a protocol or cipher suite does not exist
	 */
	public SSLEngine createEngine(String host, int port) {
		return this.engines.get().create(host, port);
	}

	/**
	 * Creates the engines of connections.
	 */
	private record Engines(Supplier<SSLContext> context, boolean verifyHostname, @Nullable String serverName,
			String @Nullable [] protocols, String @Nullable [] cipherSuites) {

		private static final Pattern IP_ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

		SSLEngine create(String host, int port) {
			String name = (this.serverName != null) ? this.serverName : host;
			SSLEngine engine = this.context.get().createSSLEngine(name, port);
			engine.setUseClientMode(true);
			SSLParameters parameters = engine.getSSLParameters();
			if (this.verifyHostname) {
				// The rules of RFC 2818, which equal those of RFC 6125 for any other
				// protocol.
				parameters.setEndpointIdentificationAlgorithm("HTTPS");
			}
			if (this.protocols != null) {
				parameters.setProtocols(this.protocols);
			}
			if (this.cipherSuites != null) {
				parameters.setCipherSuites(this.cipherSuites);
			}
			nameServer(name, parameters);
			engine.setSSLParameters(parameters);
			return engine;
		}

		/**
		 * Sends the server name (SNI) to the server. By default, the JDK omits names
		 * without a dot, such as those of services in Kubernetes.
		 * @param host the name
		 * @param parameters the parameters that receive the name
		 */
		private static void nameServer(String host, SSLParameters parameters) {
			if (IP_ADDRESS.matcher(host).matches()) {
				return;
			}
			try {
				parameters.setServerNames(List.of(new SNIHostName(host)));
			}
			catch (IllegalArgumentException ex) {
				// A name that DNS allows but SNI does not, for example with an
				// underscore.
				return;
			}
		}

		/**
		 * Refuses protocols and cipher suites that do not exist, are disabled, or are
		 * incompatible.
		 */
		void check() {
			try {
				create("localhost", 1).beginHandshake();
			}
			catch (SSLException ex) {
				throw new IllegalArgumentException(ex.getMessage(), ex);
			}
		}

	}

	/**
	 * Builder for {@link TlsSettings}.
	 */
	public static final class Builder {

		private final Supplier<SSLContext> context;

		private boolean verifyHostname = true;

		private @Nullable String serverName;

		private String @Nullable [] protocols;

		private String @Nullable [] cipherSuites;

		private Builder(Supplier<SSLContext> context) {
			this.context = Objects.requireNonNull(context, "'context' must not be null");
		}

		/**
		 * Sets whether the server's certificate must match the server's name.
		 * @param verifyHostname {@code true}, the default, to require it; with
		 * {@code false}, anyone with a trusted certificate can impersonate the server
		 * @return this builder
		 */
		public Builder verifyHostname(boolean verifyHostname) {
			this.verifyHostname = verifyHostname;
			return this;
		}

		/**
		 * Sets the name of the server for TLS, instead of the host. The certificate must
		 * match it, and the client sends it to the server (SNI). For a server reached by
		 * IP address or through a tunnel.
		 * @param serverName a host name, or an IP address, which is not sent to the
		 * server; {@code null}, the default, for the host
		 * @return this builder
		 */
		public Builder serverName(@Nullable String serverName) {
			this.serverName = serverName;
			return this;
		}

		/**
		 * Sets the versions of TLS to offer.
		 * @param protocols their names, such as {@code TLSv1.3}; by default those of the
		 * context
		 * @return this builder
		 */
		public Builder protocols(String... protocols) {
			this.protocols = protocols.clone();
			return this;
		}

		/**
		 * Sets the cipher suites to offer.
		 * @param cipherSuites their standard names; by default those of the context
		 * @return this builder
		 */
		public Builder cipherSuites(String... cipherSuites) {
			this.cipherSuites = cipherSuites.clone();
			return this;
		}

		/**
		 * Builds the settings.
		 * @return the settings
		 * @throws IllegalArgumentException if the protocols or cipher suites do not exist
		 * or are incompatible, or the server name is invalid
		 */
		public TlsSettings build() {
			if (this.serverName != null) {
				checkServerName(this.serverName);
			}
			Engines engines = new Engines(this.context, this.verifyHostname, this.serverName, this.protocols,
					this.cipherSuites);
			if (this.protocols != null || this.cipherSuites != null) {
				engines.check();
			}
			return new TlsSettings(() -> engines);
		}

	}

}
