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

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.util.StringUtils;

import io.framedtcp.connection.ServerAddress;

/**
 * The server of a client as its properties name it.
 */
final class PropertiesFramedTcpConnectionDetails implements FramedTcpConnectionDetails {

	private static final String BUNDLE = "ssl.bundle";

	private static final int MAX_PORT = 65535;

	private final String prefix;

	private final ClientProperties properties;

	private final @Nullable SslBundles bundles;

	/**
	 * Creates details.
	 * @param prefix what the names of the client's properties begin with, up to a dot
	 * @param properties the properties
	 * @param bundles the SSL bundles that there are
	 */
	PropertiesFramedTcpConnectionDetails(String prefix, ClientProperties properties, @Nullable SslBundles bundles) {
		this.prefix = prefix;
		this.properties = properties;
		this.bundles = bundles;
	}

	@Override
	public List<ServerAddress> getAddresses() {
		if (!this.properties.getAddresses().isEmpty()) {
			return this.properties.getAddresses().stream().map(this::address).toList();
		}
		String host = this.properties.getHost();
		if (host == null || host.isBlank()) {
			throw PropertyCheck.invalid(name("host"), host,
					"It must be set to the server's name or address, unless " + name("addresses") + " is set.");
		}
		Integer port = this.properties.getPort();
		if (port == null || port < 1 || port > MAX_PORT) {
			throw PropertyCheck.invalid(name("port"), port,
					"It must be set with " + name("host") + ", and be 1 to " + MAX_PORT + ".");
		}
		try {
			return List.of(new ServerAddress(host, port));
		}
		catch (IllegalArgumentException ex) {
			throw PropertyCheck.invalid(name("host"), host,
					"It must be a name or an IP address; the port belongs in " + name("port") + ".");
		}
	}

	@Override
	public @Nullable SslBundle getSslBundle() {
		SslProperties ssl = this.properties.getSsl();
		if (!ssl.isEnabled()) {
			return null;
		}
		return StringUtils.hasText(ssl.getBundle()) ? bundle(ssl.getBundle()) : new JvmSslBundle();
	}

	private SslBundle bundle(String name) {
		SslBundles bundles = this.bundles;
		if (bundles == null || !bundles.getBundleNames().contains(name)) {
			throw PropertyCheck.invalid(name(BUNDLE), name,
					"There is no such SSL bundle; there " + ((bundles == null || bundles.getBundleNames().isEmpty())
							? "are none." : "are " + String.join(", ", bundles.getBundleNames()) + "."));
		}
		return usable(name, bundles.getBundle(name));
	}

	/**
	 * Tries a bundle, whose files are read only now, so that what is wrong with them is
	 * told with the property that names it.
	 * @param name name of the bundle
	 * @param bundle the bundle
	 * @return the bundle
	 */
	private SslBundle usable(String name, SslBundle bundle) {
		try {
			BundleTls.settings(bundle, this.properties.getSsl().isVerifyHostname());
			return bundle;
		}
		catch (RuntimeException ex) {
			throw new InvalidPropertyException(name(BUNDLE), name,
					"The SSL bundle cannot be used; see its properties under spring.ssl.bundle. " + reason(ex), ex);
		}
	}

	private ServerAddress address(String address) {
		try {
			return ServerAddress.parse(address);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidPropertyException(name("addresses"), address, ex.getMessage() + ".", ex);
		}
	}

	private static String reason(RuntimeException failure) {
		String reason = String.valueOf(failure.getMessage());
		String cause = NestedExceptionUtils.getMostSpecificCause(failure).getMessage();
		return reason + ((cause == null || reason.contains(cause)) ? "." : ". The cause is: " + cause + ".");
	}

	private String name(String property) {
		return this.prefix + property;
	}

}
