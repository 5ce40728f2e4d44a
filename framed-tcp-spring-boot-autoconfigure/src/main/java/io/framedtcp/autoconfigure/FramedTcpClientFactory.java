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

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.ConnectionSettingsBuilder;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.config.ServerAddress;
import io.framedtcp.framing.Framing;
import io.framedtcp.internal.shared.ConnectionPools;
import io.framedtcp.observation.FramedTcpObservations;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.spi.Ping;
import io.framedtcp.spi.PoolListener;

/**
 * Creates the pools and templates of all clients, from the application's properties and
 * beans.
 */
class FramedTcpClientFactory {

	private static final Log logger = LogFactory.getLog(FramedTcpClientFactory.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final FramedTcpProperties properties;

	private final FramedTcpClients clients;

	/**
	 * Creates a factory.
	 * @param beanFactory bean factory of the application
	 * @param environment environment with the properties of named clients
	 * @param properties properties of the default client
	 */
	FramedTcpClientFactory(ConfigurableListableBeanFactory beanFactory, Environment environment,
			FramedTcpProperties properties) {
		this.beanFactory = beanFactory;
		this.properties = properties;
		this.clients = new FramedTcpClients(environment);
	}

	Framing defaultFraming() {
		return defaultSettings().framing();
	}

	FramedConnectionPool defaultPool() {
		return pool(FramedTcpClients.DEFAULT, defaultSettings());
	}

	FramedConnectionPool namedPool(String client) {
		return pool(client, settings(client));
	}

	FramedTcpTemplate defaultTemplate(FramedConnectionPool pool) {
		return template(FramedTcpClients.DEFAULT, defaultSettings(), pool);
	}

	FramedTcpTemplate namedTemplate(String client, FramedConnectionPool pool) {
		return template(client, settings(client), pool);
	}

	PoolLifecycle lifecycle(FramedConnectionPool pool) {
		return new PoolLifecycle(pool);
	}

	private FramedConnectionPool pool(String client, SettingsMapper settings) {
		ClientParts parts = parts(client, settings);
		SslBundles bundles = this.beanFactory.getBeanProvider(SslBundles.class).getIfAvailable();
		FramedTcpConnectionDetails bean = detailsBean(client);
		FramedTcpConnectionDetails details = (bean != null) ? bean
				: new PropertiesFramedTcpConnectionDetails(settings, bundles);
		BundleTls tls = tls(client, details, settings, bundles);
		Framing framing = parts.framing();
		settings.requireHalfClose(framing, tls != null);
		ConnectionSettingsBuilder connection = settings.connectionSettings()
			.framing(framing)
			.tls((tls != null) ? tls.settings() : null)
			.initializer(parts.initializer(framing))
			.farewell(settings.farewell(framing))
			.matcher(parts.matcher())
			.requestStamper(parts.requestStamper())
			.unsolicitedFrameHandler(parts.unsolicitedFrameHandler())
			.payloadRedactor(parts.payloadRedactor());
		((bean != null) ? addresses(bean) : details.getAddresses()).forEach(connection::address);
		Ping ping = parts.ping(framing);
		if (ping == null) {
			warnOfUnusedPing(client, settings);
		}
		PoolSettings.Builder poolSettings = settings.poolSettings(ping);
		parts.customizers().forEach((customizer) -> customizer.customize(client, connection, poolSettings));
		FramedConnectionPool pool = open(client, settings, connection.build(), poolSettings.build(), parts.listeners());
		if (tls != null) {
			tls.renewConnectionsOf(pool);
		}
		if (isCheckpointedBeforeItStarts()) {
			pool.close();
		}
		return pool;
	}

	private void warnOfUnusedPing(String client, SettingsMapper settings) {
		boolean elsewhere = this.clients.isSetAnywhere("ping.payload") || BeanFactoryUtils
			.beanNamesForTypeIncludingAncestors(this.beanFactory, Ping.class, true, false).length > 0;
		String warning = settings.unusedPing(elsewhere);
		if (warning != null) {
			logger.warn("Client '" + client + "': " + warning);
		}
	}

	private static FramedConnectionPool open(String client, SettingsMapper settings, ConnectionSettings connection,
			PoolSettings pool, List<PoolListener> listeners) {
		return ConnectionPools.open(client, connection, pool, settings.sharedSettings(connection, pool), listeners);
	}

	/**
	 * Returns whether the JVM takes a checkpoint before lifecycles start. No connection
	 * may be open then. Spring stops nothing before the checkpoint, so the pool stays
	 * closed until its lifecycle starts.
	 * @return whether only the lifecycle opens the pool
	 */
	private static boolean isCheckpointedBeforeItStarts() {
		return DefaultLifecycleProcessor.ON_REFRESH_VALUE
			.equalsIgnoreCase(SpringProperties.getProperty(DefaultLifecycleProcessor.CHECKPOINT_PROPERTY_NAME));
	}

	private @Nullable FramedTcpConnectionDetails detailsBean(String client) {
		ClientBeans beans = new ClientBeans(this.beanFactory, client, Set.of(client));
		FramedTcpConnectionDetails own = beans.own().one(FramedTcpConnectionDetails.class);
		return (own != null || !client.equals(FramedTcpClients.DEFAULT)) ? own
				: beans.common().one(FramedTcpConnectionDetails.class);
	}

	private List<ServerAddress> addresses(FramedTcpConnectionDetails bean) {
		List<ServerAddress> addresses;
		try {
			addresses = bean.getAddresses();
		}
		catch (IllegalArgumentException ex) {
			throw invalid(bean, "an address is not valid: " + ex.getMessage(), ex);
		}
		if (addresses == null || addresses.isEmpty()) {
			throw invalid(bean, "they have no address", null);
		}
		if (addresses.stream().anyMatch((address) -> address == null)) {
			throw invalid(bean, "one of their addresses is null", null);
		}
		return addresses;
	}

	private ClientConfigurationException invalid(FramedTcpConnectionDetails bean, String reason,
			@Nullable Throwable cause) {
		String name = Arrays
			.stream(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory,
					FramedTcpConnectionDetails.class))
			.filter((each) -> this.beanFactory.getBean(each) == bean)
			.findFirst()
			.orElse("");
		return new ClientConfigurationException(
				"The connection details '" + name + "', of type " + bean.getClass().getName() + ", cannot be used: "
						+ reason + ".",
				"Let getAddresses() return one or more addresses of a host and a port of 1 to 65535; or remove the "
						+ "bean, and set the server in the application's properties.",
				cause);
	}

	private static @Nullable BundleTls tls(String client, FramedTcpConnectionDetails details, SettingsMapper settings,
			@Nullable SslBundles bundles) {
		SslBundle bundle = details.getSslBundle();
		String serverName = settings.serverName(bundle != null);
		if (bundle == null) {
			return null;
		}
		FramedTcpProperties.Ssl ssl = settings.properties().ssl();
		String name = (details instanceof PropertiesFramedTcpConnectionDetails) ? ssl.bundle() : name(bundle, bundles);
		BundleTls tls = new BundleTls(client, bundle, ssl.verifyHostname(), serverName);
		if (bundles != null && StringUtils.hasText(name)) {
			tls.follow(name, bundles);
		}
		return tls;
	}

	private static @Nullable String name(SslBundle bundle, @Nullable SslBundles bundles) {
		return (bundles != null) ? bundles.getBundleNames()
			.stream()
			.filter((name) -> bundles.getBundle(name) == bundle)
			.findFirst()
			.orElse(null) : null;
	}

	private FramedTcpTemplate template(String client, SettingsMapper settings, FramedConnectionPool pool) {
		ClientParts parts = parts(client, settings);
		FramedTcpTemplate template = new FramedTcpTemplate(pool, settings.responseTimeout(), parts.messageConverter(),
				settings.properties().idempotent(), parts.retryPolicy());
		Executor executor = parts.executor();
		if (executor != null) {
			template = template.withExecutor(executor);
		}
		FramedTcpObservations observations = parts.observations();
		return (observations != null) ? template.withObservations(observations) : template;
	}

	private SettingsMapper defaultSettings() {
		return new SettingsMapper(this.clients.defaultCheck(), this.properties);
	}

	private SettingsMapper settings(String client) {
		return new SettingsMapper(this.clients.check(client), this.clients.getProperties(client));
	}

	private ClientParts parts(String client, SettingsMapper settings) {
		Set<String> all = new HashSet<>(this.clients.getNames());
		all.add(FramedTcpClients.DEFAULT);
		return new ClientParts(new ClientBeans(this.beanFactory, client, all), settings,
				(group) -> this.clients.hasOwn(client, group));
	}

}
