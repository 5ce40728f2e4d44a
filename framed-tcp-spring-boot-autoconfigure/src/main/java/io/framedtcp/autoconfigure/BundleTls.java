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

import java.security.NoSuchAlgorithmException;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.util.StringUtils;

import io.framedtcp.connection.TlsSettings;
import io.framedtcp.pool.FramedConnectionPool;

/**
 * TLS with an SSL bundle, whose certificates may be renewed while the application runs.
 */
final class BundleTls implements Supplier<SSLContext> {

	private static final Log logger = LogFactory.getLog(BundleTls.class);

	private static final String BUNDLE = "ssl.bundle";

	private final String name;

	private final SslBundles bundles;

	private volatile SSLContext context;

	private BundleTls(String name, SslBundles bundles) {
		this.name = name;
		this.bundles = bundles;
		this.context = bundle().createSslContext();
	}

	/**
	 * Make the bundle's TLS.
	 * @param prefix what the names of the client's properties begin with, up to a dot
	 * @param properties name the bundle
	 * @param bundles those that there are
	 * @return the TLS, or {@code null} if no bundle is named
	 */
	static @Nullable BundleTls of(String prefix, SslProperties properties, @Nullable SslBundles bundles) {
		String name = properties.getBundle();
		if (!properties.isEnabled() || !StringUtils.hasText(name)) {
			return null;
		}
		if (bundles == null || !bundles.getBundleNames().contains(name)) {
			throw PropertyCheck.invalid(prefix + BUNDLE, name,
					"There is no such SSL bundle; there " + ((bundles == null || bundles.getBundleNames().isEmpty())
							? "are none." : "are " + String.join(", ", bundles.getBundleNames()) + "."));
		}
		return new BundleTls(name, bundles);
	}

	/**
	 * Make the settings of a client.
	 * @param properties what else is set
	 * @param tls the bundle's TLS, if one is named
	 * @return the settings, or {@code null} for plain TCP
	 */
	static @Nullable TlsSettings settings(SslProperties properties, @Nullable BundleTls tls) {
		if (!properties.isEnabled()) {
			return null;
		}
		TlsSettings.Builder settings = TlsSettings.builder((tls != null) ? tls : BundleTls::trustOfTheJvm)
			.verifyHostname(properties.isVerifyHostname());
		if (tls != null) {
			tls.applyOptions(settings);
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
		this.bundles.addBundleUpdateHandler(this.name, (bundle) -> {
			try {
				this.context = bundle.createSslContext();
				pool.evictAll();
				logger.info("Client '" + pool.client() + "' uses the renewed SSL bundle '" + this.name + "'");
			}
			catch (RuntimeException ex) {
				logger.error("Client '" + pool.client() + "' goes on with the SSL bundle '" + this.name
						+ "' as it was, since the renewed one cannot be used", ex);
			}
		});
	}

	private void applyOptions(TlsSettings.Builder settings) {
		SslOptions options = bundle().getOptions();
		String[] protocols = options.getEnabledProtocols();
		if (protocols != null) {
			settings.protocols(protocols);
		}
		String[] ciphers = options.getCiphers();
		if (ciphers != null) {
			settings.cipherSuites(ciphers);
		}
	}

	private SslBundle bundle() {
		return this.bundles.getBundle(this.name);
	}

	private static SSLContext trustOfTheJvm() {
		try {
			return SSLContext.getDefault();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
