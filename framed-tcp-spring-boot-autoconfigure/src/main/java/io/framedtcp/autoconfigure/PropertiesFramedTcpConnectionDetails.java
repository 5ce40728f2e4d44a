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

import io.framedtcp.config.ServerAddress;

/**
 * Connection details from the properties of a client.
 */
final class PropertiesFramedTcpConnectionDetails implements FramedTcpConnectionDetails {

	private static final int MAX_PORT = 65535;

	private final PropertyCheck check;

	private final FramedTcpProperties properties;

	private final @Nullable SslBundles bundles;

	/**
	 * Creates details.
	 * @param settings settings of the client
	 * @param bundles the application's SSL bundles
	 */
	PropertiesFramedTcpConnectionDetails(SettingsMapper settings, @Nullable SslBundles bundles) {
		this.check = settings.check();
		this.properties = settings.properties();
		this.bundles = bundles;
	}

	@Override
	public List<ServerAddress> getAddresses() {
		if (!this.properties.addresses().isEmpty()) {
			return this.properties.addresses().stream().map(this::address).toList();
		}
		String host = this.properties.host();
		if (host == null || host.isBlank()) {
			throw this.check.invalid("host", host,
					"It must be set to the server's name or address, unless " + this.check.name("addresses")
							+ " is set. A client that had a server when the application was "
							+ "processed ahead of time needs one when it runs as well.");
		}
		Integer port = this.properties.port();
		if (port == null || port < 1 || port > MAX_PORT) {
			throw this.check.invalid("port", port,
					"It must be set with " + this.check.name("host") + ", and be 1 to " + MAX_PORT + ".");
		}
		try {
			return List.of(new ServerAddress(host, port));
		}
		catch (IllegalArgumentException ex) {
			throw this.check.invalid("host", host,
					"It must be a name or an IP address; the port belongs in " + this.check.name("port") + ".");
		}
	}

	@Override
	public @Nullable SslBundle getSslBundle() {
		if (!this.properties.ssl().isEnabled()) {
			return null;
		}
		String bundle = this.properties.ssl().bundle();
		return StringUtils.hasText(bundle) ? bundle(bundle) : SslBundle.systemDefault();
	}

	private SslBundle bundle(String name) {
		List<String> names = (this.bundles != null) ? this.bundles.getBundleNames() : List.of();
		if (this.bundles == null || !names.contains(name)) {
			throw this.check.group("ssl")
				.invalid("bundle", name, "There is no such SSL bundle; there "
						+ (names.isEmpty() ? "are none." : "are " + String.join(", ", names) + "."));
		}
		return usable(name, this.bundles.getBundle(name));
	}

	/**
	 * Tries a bundle, which reads its files only on use. A failure then names the
	 * property of the client.
	 * @param name name of the bundle
	 * @param bundle the bundle
	 * @return the bundle
	 */
	private SslBundle usable(String name, SslBundle bundle) {
		try {
			BundleTls.settings(bundle, this.properties.ssl().verifyHostname(), null);
			return bundle;
		}
		catch (RuntimeException ex) {
			throw this.check.group("ssl")
				.invalid("bundle", name,
						"The SSL bundle cannot be used; see its properties under spring.ssl.bundle. " + reason(ex), ex);
		}
	}

	private ServerAddress address(String address) {
		try {
			return ServerAddress.parse(address);
		}
		catch (IllegalArgumentException ex) {
			throw this.check.invalid("addresses", address, ex.getMessage() + ".", ex);
		}
	}

	private static String reason(RuntimeException failure) {
		String reason = String.valueOf(failure.getMessage());
		String cause = NestedExceptionUtils.getMostSpecificCause(failure).getMessage();
		return reason + ((cause == null || reason.contains(cause)) ? "." : ". The cause is: " + cause + ".");
	}

}
