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

import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

import io.framedtcp.connection.TlsSettings;
import io.framedtcp.pool.FramedConnectionPool;

/**
 * TLS with an SSL bundle, whose certificates may be renewed while the application runs if
 * it is one of those that have a name.
 */
final class BundleTls implements Supplier<SSLContext> {

	private static final Log logger = LogFactory.getLog(BundleTls.class);

	private final SslBundle bundle;

	private final @Nullable SslBundles bundles;

	private volatile SSLContext context;

	/**
	 * Create TLS.
	 * @param bundle with what
	 * @param bundles those that have a name
	 */
	BundleTls(SslBundle bundle, @Nullable SslBundles bundles) {
		this.bundle = bundle;
		this.bundles = bundles;
		this.context = bundle.createSslContext();
	}

	/**
	 * Make the settings of a client.
	 * @param verifyHostname whether the server's certificate must have its name
	 * @return the settings
	 */
	TlsSettings settings(boolean verifyHostname) {
		TlsSettings.Builder settings = TlsSettings.builder(this).verifyHostname(verifyHostname);
		SslOptions options = this.bundle.getOptions();
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

	@Override
	public SSLContext get() {
		return this.context;
	}

	/**
	 * From now on, when the bundle is renewed, open connections with it, and retire the
	 * others as soon as nobody uses them.
	 * @param pool the client's connections
	 */
	void renewConnectionsOf(FramedConnectionPool pool) {
		SslBundles bundles = this.bundles;
		if (bundles != null) {
			bundles.getBundleNames()
				.stream()
				.filter((name) -> bundles.getBundle(name) == this.bundle)
				.findFirst()
				.ifPresent((name) -> bundles.addBundleUpdateHandler(name, (renewed) -> renew(pool, name, renewed)));
		}
	}

	private void renew(FramedConnectionPool pool, String name, SslBundle renewed) {
		try {
			this.context = renewed.createSslContext();
			pool.evictAll();
			logger.info("Client '" + pool.client() + "' uses the renewed SSL bundle '" + name + "'");
		}
		catch (RuntimeException ex) {
			logger.error("Client '" + pool.client() + "' goes on with the SSL bundle '" + name
					+ "' as it was, since the renewed one cannot be used", ex);
		}
	}

}
