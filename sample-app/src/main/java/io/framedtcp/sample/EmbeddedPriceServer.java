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

package io.framedtcp.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Starts a price server, points the client to it, and makes it a bean, unless the
 * configuration points elsewhere.
 */
class EmbeddedPriceServer implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

	static final String PROPERTY_SOURCE = "embeddedPriceServer";

	private static final String BEAN = "embeddedPriceServer";

	private static final Duration LATER_THAN_THE_TIMEOUT = Duration.ofMillis(250);

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		ConfigurableEnvironment environment = event.getEnvironment();
		if (isServerConfigured(environment)) {
			return;
		}
		PriceServer server = start(environment.getRequiredProperty("framed-tcp.response-timeout", Duration.class));
		environment.getPropertySources()
			.addFirst(new MapPropertySource(PROPERTY_SOURCE,
					Map.of("framed-tcp.host", server.host(), "framed-tcp.port", server.port())));
		event.getBootstrapContext()
			.addCloseListener((closed) -> register(server, (GenericApplicationContext) closed.getApplicationContext()));
	}

	private boolean isServerConfigured(ConfigurableEnvironment environment) {
		return Stream.of("framed-tcp.host", "framed-tcp.addresses", "framed-tcp.addresses[0]")
			.anyMatch(environment::containsProperty);
	}

	/**
	 * Make the server a bean by instance, without a definition: that would be processed
	 * ahead of time, and the server of the build is not that of the run.
	 * @param server the server
	 * @param context where to make it a bean
	 */
	private void register(PriceServer server, GenericApplicationContext context) {
		DefaultListableBeanFactory beanFactory = context.getDefaultListableBeanFactory();
		beanFactory.registerSingleton(BEAN, server);
		beanFactory.registerDisposableBean(BEAN, server::close);
	}

	private PriceServer start(Duration responseTimeout) {
		try {
			return new PriceServer(new FaultInjector(responseTimeout.plus(LATER_THAN_THE_TIMEOUT)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot start the price server", ex);
		}
	}

}
