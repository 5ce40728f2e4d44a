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

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import io.framedtcp.FramedTcpObservations;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.connection.ConnectionSettingsBuilder;
import io.framedtcp.framing.Framing;
import io.framedtcp.pool.ExclusivePool;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.pool.PoolListener;
import io.framedtcp.pool.PoolSettings;

/**
 * Makes the parts of clients, of the default one and of those that have a name, from
 * properties and from what beans the application has.
 */
class FramedTcpClientFactory {

	private final ConfigurableListableBeanFactory beanFactory;

	private final FramedTcpProperties properties;

	private final NamedClients clients;

	/**
	 * Creates a factory.
	 * @param beanFactory where the beans of the application are
	 * @param environment where the properties of named clients are
	 * @param properties those of the default client
	 */
	FramedTcpClientFactory(ConfigurableListableBeanFactory beanFactory, Environment environment,
			FramedTcpProperties properties) {
		this.beanFactory = beanFactory;
		this.properties = properties;
		this.clients = new NamedClients(environment);
	}

	FramedConnectionPool defaultPool() {
		return pool(NamedClients.DEFAULT, NamedClients.DEFAULT_PREFIX, this.properties);
	}

	/**
	 * Makes the pool of a client.
	 * @param client name of the client
	 * @return the pool
	 */
	FramedConnectionPool namedPool(String client) {
		try {
			return pool(client, this.clients.prefix(client), this.clients.properties(client));
		}
		catch (InvalidConfigurationPropertyValueException ex) {
			String origin = this.clients.origin(client, ex.getName());
			throw origin.isEmpty() ? ex
					: new InvalidPropertyException(ex.getName(), ex.getValue(), ex.getReason() + origin, ex);
		}
		catch (HiddenPropertyException ex) {
			throw new HiddenPropertyException(ex.getName(), ex.getReason() + this.clients.origin(client, ex.getName()));
		}
	}

	FramedTcpTemplate defaultTemplate(FramedConnectionPool pool) {
		return template(pool, NamedClients.DEFAULT, NamedClients.DEFAULT_PREFIX, this.properties);
	}

	/**
	 * Makes the template of a client.
	 * @param client name of the client
	 * @param pool where its connections come from
	 * @return the template
	 */
	FramedTcpTemplate namedTemplate(String client, FramedConnectionPool pool) {
		return template(pool, client, this.clients.prefix(client), this.clients.properties(client));
	}

	/**
	 * Makes what closes and opens the pool of a client with the application.
	 * @param pool the pool
	 * @return the life-cycle
	 */
	PoolLifecycle lifecycle(FramedConnectionPool pool) {
		return new PoolLifecycle(pool);
	}

	private FramedConnectionPool pool(String client, String prefix, ClientProperties properties) {
		ClientBeans beans = beans(client);
		SettingsMapper settings = new SettingsMapper(prefix, properties);
		ClientParts parts = parts(client, beans, settings);
		SslBundles bundles = this.beanFactory.getBeanProvider(SslBundles.class).getIfAvailable();
		FramedTcpConnectionDetails details = details(client, prefix, properties, bundles);
		BundleTls tls = tls(client, details, properties.getSsl(), bundles);
		Framing framing = parts.framing();
		ConnectionSettingsBuilder connection = settings.connectionSettings(details.getAddresses(), framing,
				(tls != null) ? tls.settings() : null, parts.initializer(framing), parts.matcher(),
				parts.unsolicitedFrameHandler());
		connection.payloadRedactor(parts.payloadRedactor());
		PoolSettings.Builder poolSettings = settings.poolSettings(parts.ping(framing));
		beans.all(FramedTcpClientCustomizer.class)
			.forEach((customizer) -> customizer.customize(client, connection, poolSettings));
		FramedConnectionPool pool = new ExclusivePool(client, connection.build(), poolSettings.build(),
				beans.all(PoolListener.class));
		if (tls != null) {
			tls.renewConnectionsOf(pool);
		}
		if (isCheckpointedBeforeItStarts()) {
			pool.close();
		}
		return pool;
	}

	/**
	 * Tells whether a checkpoint of the JVM is taken before life-cycles start, at which
	 * no connection may be open. Spring then stops nothing, as nothing has started.
	 * @return whether the pool is to be opened by its life-cycle only
	 */
	private static boolean isCheckpointedBeforeItStarts() {
		return DefaultLifecycleProcessor.ON_REFRESH_VALUE
			.equalsIgnoreCase(SpringProperties.getProperty(DefaultLifecycleProcessor.CHECKPOINT_PROPERTY_NAME));
	}

	private FramedTcpConnectionDetails details(String client, String prefix, ClientProperties properties,
			@Nullable SslBundles bundles) {
		FramedTcpConnectionDetails details = BeanConnectionDetails.find(client, this.beanFactory);
		return (details != null) ? details : new PropertiesFramedTcpConnectionDetails(prefix, properties, bundles);
	}

	private static @Nullable BundleTls tls(String client, FramedTcpConnectionDetails details, SslProperties ssl,
			@Nullable SslBundles bundles) {
		SslBundle bundle = details.getSslBundle();
		if (bundle == null) {
			return null;
		}
		String name = (details instanceof PropertiesFramedTcpConnectionDetails) ? ssl.getBundle()
				: name(bundle, bundles);
		BundleTls tls = new BundleTls(client, bundle, ssl.isVerifyHostname());
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

	private FramedTcpTemplate template(FramedConnectionPool pool, String client, String prefix,
			ClientProperties properties) {
		SettingsMapper settings = new SettingsMapper(prefix, properties);
		ClientParts parts = parts(client, beans(client), settings);
		FramedTcpTemplate template = new FramedTcpTemplate(pool, settings.responseTimeout(), parts.messageConverter(),
				properties.isIdempotent(), parts.retryPolicy());
		Executor executor = parts.executor();
		if (executor != null) {
			template = template.withExecutor(executor);
		}
		FramedTcpObservations observations = parts.observations();
		return (observations != null) ? template.withObservations(observations) : template;
	}

	private ClientParts parts(String client, ClientBeans beans, SettingsMapper settings) {
		return new ClientParts(beans, settings,
				(group) -> this.clients.names().contains(client) && this.clients.hasOwn(client, group));
	}

	private ClientBeans beans(String client) {
		Set<String> all = new HashSet<>(this.clients.names());
		all.add(NamedClients.DEFAULT);
		return new ClientBeans(this.beanFactory, client, all);
	}

}
