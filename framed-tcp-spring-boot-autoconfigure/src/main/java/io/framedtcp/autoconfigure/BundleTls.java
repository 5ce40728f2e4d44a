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

import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.SSLContext;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

import io.framedtcp.config.TlsSettings;
import io.framedtcp.pool.FramedConnectionPool;

/**
 * TLS with an SSL bundle. A named bundle may be renewed at any time, even before there
 * are connections.
 */
final class BundleTls {

	private static final Log logger = LogFactory.getLog(BundleTls.class);

	private final String client;

	private final SslBundle bundle;

	private final boolean verifyHostname;

	private final @Nullable String serverName;

	/** Guards renewals: the last of several concurrent renewals wins. */
	private final ReentrantLock renewal = new ReentrantLock();

	private volatile TlsSettings settings;

	private boolean renewed;

	private @Nullable FramedConnectionPool pool;

	/**
	 * Creates TLS.
	 * @param client name of the client
	 * @param bundle bundle to use
	 * @param verifyHostname whether the server's certificate must match its name
	 * @param serverName name of the server, if it differs from the host
	 */
	BundleTls(String client, SslBundle bundle, boolean verifyHostname, @Nullable String serverName) {
		this.client = client;
		this.bundle = bundle;
		this.verifyHostname = verifyHostname;
		this.serverName = serverName;
		this.settings = settings(bundle, verifyHostname, serverName);
	}

	/**
	 * Returns the settings of the client, which change with the bundle.
	 * @return the settings
	 */
	TlsSettings settings() {
		return TlsSettings.renewable(() -> this.settings);
	}

	/**
	 * Creates settings from the current state of a bundle.
	 * @param bundle the bundle
	 * @param verifyHostname whether the server's certificate must match its name
	 * @param serverName name of the server, if it differs from the host
	 * @return the settings
	 * @throws RuntimeException if the bundle cannot be used
	 */
	static TlsSettings settings(SslBundle bundle, boolean verifyHostname, @Nullable String serverName) {
		SSLContext context = bundle.createSslContext();
		TlsSettings.Builder settings = TlsSettings.builder(() -> context)
			.verifyHostname(verifyHostname)
			.serverName(serverName);
		SslOptions options = bundle.getOptions();
		String[] protocols = options.getEnabledProtocols();
		if (protocols != null) {
			settings.protocols(protocols);
		}
		String[] ciphers = options.getCiphers();
		if (ciphers != null) {
			settings.cipherSuites(ciphers);
		}
		return settings.build();
	}

	/**
	 * Follows the renewals of the bundle from now on. Catches up on a renewal that
	 * happened after the bundle was obtained.
	 * @param name name of the bundle
	 * @param bundles bundles of the application
	 */
	void follow(String name, SslBundles bundles) {
		bundles.addBundleUpdateHandler(name, (renewed) -> renew(name, bundles));
		if (bundles.getBundle(name) != this.bundle) {
			renew(name, bundles);
		}
	}

	/**
	 * Lets each renewal close the existing connections as soon as they are unused. Does
	 * so now if the bundle has already been renewed.
	 * @param pool pool of the client
	 */
	void renewConnectionsOf(FramedConnectionPool pool) {
		this.renewal.lock();
		try {
			this.pool = pool;
			if (this.renewed) {
				pool.evictAll();
			}
		}
		finally {
			this.renewal.unlock();
		}
	}

	private void renew(String name, SslBundles bundles) {
		this.renewal.lock();
		try {
			this.settings = settings(bundles.getBundle(name), this.verifyHostname, this.serverName);
			this.renewed = true;
			if (this.pool != null) {
				this.pool.evictAll();
			}
			logger.info("Client '" + this.client + "' uses the renewed SSL bundle '" + name + "'");
		}
		catch (RuntimeException ex) {
			logger.error("Client '" + this.client + "' goes on with the SSL bundle '" + name
					+ "' as it was, since the renewed one cannot be used", ex);
		}
		finally {
			this.renewal.unlock();
		}
	}

}
