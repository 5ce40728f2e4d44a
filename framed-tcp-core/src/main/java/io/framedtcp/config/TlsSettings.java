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
 * How connections are secured by TLS. Immutable and safe for use by many threads.
 */
public final class TlsSettings {

	private final Supplier<Engines> engines;

	private TlsSettings(Supplier<Engines> engines) {
		this.engines = engines;
	}

	/**
	 * Use what a context has: its trust, its keys if it has any, its protocols and cipher
	 * suites. The certificate of the server must have the name by which the server is
	 * addressed.
	 * @param context the context
	 * @return the settings
	 */
	public static TlsSettings of(SSLContext context) {
		Objects.requireNonNull(context, "'context' must not be null");
		return builder(() -> context).build();
	}

	/**
	 * Use for each new connection the settings that then are the current ones, so that
	 * certificates, protocols and cipher suites may be renewed all at once.
	 * @param current gives the current settings; must be safe for use by many threads
	 * @return the settings
	 */
	public static TlsSettings renewable(Supplier<TlsSettings> current) {
		Objects.requireNonNull(current, "'current' must not be null");
		return new TlsSettings(() -> current.get().engines.get());
	}

	/**
	 * Start with the defaults.
	 * @param context gives the context for each new connection, so that it may be
	 * another, say with a renewed certificate; must be safe for use by many threads
	 * @return a builder
	 */
	public static Builder builder(Supplier<SSLContext> context) {
		return new Builder(context);
	}

	/**
	 * Checks a name of a server that is set apart from the host that is dialled.
	 * @param serverName the name
	 * @throws IllegalArgumentException if it is neither a host name nor an IP address
	 */
	public static void checkServerName(String serverName) {
		if (!Engines.IP_ADDRESS.matcher(serverName).matches()) {
			Objects.requireNonNull(new SNIHostName(serverName));
		}
	}

	/**
	 * Return whether the server's certificate must have the name by which the server is
	 * addressed.
	 * @return whether it must
	 */
	public boolean isHostnameVerified() {
		return this.engines.get().verifyHostname();
	}

	/**
	 * Make the engine of a connection.
	 * @param host the server's name or IP address
	 * @param port its port
	 * @return the engine
	 * @throws IllegalArgumentException if a protocol or cipher suite does not exist
	 */
	public SSLEngine createEngine(String host, int port) {
		return this.engines.get().create(host, port);
	}

	/**
	 * Makes the engines of connections.
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
				// The rules of RFC 2818, which are those of RFC 6125 for any other
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
		 * Have the server told by which name it is addressed. The JDK tells it none that
		 * has no dot, such as that of a service in Kubernetes.
		 * @param host the name
		 * @param parameters what tells it
		 */
		private static void nameServer(String host, SSLParameters parameters) {
			if (IP_ADDRESS.matcher(host).matches()) {
				return;
			}
			try {
				parameters.setServerNames(List.of(new SNIHostName(host)));
			}
			catch (IllegalArgumentException ex) {
				// A name that DNS may know, and TLS must not use, say with an underscore.
				return;
			}
		}

		/**
		 * Refuse protocols and cipher suites that do not exist, are disabled, or do not
		 * go together.
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
		 * Set whether the server's certificate must have the name by which the server is
		 * addressed.
		 * @param verifyHostname {@code true}, the default, to require it; without it,
		 * whoever has any certificate that is trusted can take the server's place
		 * @return this builder
		 */
		public Builder verifyHostname(boolean verifyHostname) {
			this.verifyHostname = verifyHostname;
			return this;
		}

		/**
		 * Sets the name of the server, apart from the host that is dialled: the
		 * certificate must have it, and the server is told it (SNI). For a server that is
		 * dialled by an IP address or through a tunnel.
		 * @param serverName a host name, or an IP address, which the server is not told;
		 * {@code null}, the default, for the host that is dialled
		 * @return this builder
		 */
		public Builder serverName(@Nullable String serverName) {
			this.serverName = serverName;
			return this;
		}

		/**
		 * Set the versions of TLS to offer.
		 * @param protocols their names, such as {@code TLSv1.3}; those of the context by
		 * default
		 * @return this builder
		 */
		public Builder protocols(String... protocols) {
			this.protocols = protocols.clone();
			return this;
		}

		/**
		 * Set the cipher suites to offer.
		 * @param cipherSuites their standard names; those of the context by default
		 * @return this builder
		 */
		public Builder cipherSuites(String... cipherSuites) {
			this.cipherSuites = cipherSuites.clone();
			return this;
		}

		/**
		 * Build the settings.
		 * @return the settings
		 * @throws IllegalArgumentException if the protocols and cipher suites that were
		 * set do not exist or do not go together, or the server name cannot be one
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
