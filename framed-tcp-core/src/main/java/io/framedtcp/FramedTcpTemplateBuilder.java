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

package io.framedtcp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.converter.ByteArrayMessageConverter;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.util.Assert;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.ConnectionSettingsBuilder;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.config.TlsSettings;
import io.framedtcp.framing.Framing;
import io.framedtcp.internal.shared.ConnectionPools;
import io.framedtcp.observation.FramedTcpObservations;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.PoolListener;
import io.framedtcp.spi.RequestStamper;
import io.framedtcp.spi.UnsolicitedFrameHandler;

/**
 * Builds a {@link FramedTcpTemplate} with its own pool, for use without Spring Boot.
 * <pre class="code">
 * try (FramedTcpTemplate template = FramedTcpTemplate.builder("localhost", 9000)
 *         .responseTimeout(Duration.ofSeconds(1))
 *         .pool((pool) -&gt; pool.maxTotal(16))
 *         .build()) {
 *     byte[] reply = template.sendAndReceive(request);
 * }
 * </pre>
 */
public final class FramedTcpTemplateBuilder {

	/**
	 * The default response time-out.
	 */
	public static final Duration DEFAULT_RESPONSE_TIMEOUT = Duration.ofSeconds(5);

	private String client = "default";

	private final ConnectionSettingsBuilder connection = ConnectionSettings.builder();

	private final PoolSettings.Builder pool = PoolSettings.builder();

	private SharedSettings.@Nullable Builder shared;

	private final List<PoolListener> listeners = new ArrayList<>();

	private Duration responseTimeout = DEFAULT_RESPONSE_TIMEOUT;

	private MessageConverter messageConverter = defaultMessageConverter();

	private boolean idempotent;

	private @Nullable RetryPolicy retryPolicy;

	private @Nullable Executor executor;

	private @Nullable FramedTcpObservations observations;

	FramedTcpTemplateBuilder() {
	}

	/**
	 * Returns the default message converter.
	 * @return a converter for byte arrays, and for strings in UTF-8
	 */
	public static MessageConverter defaultMessageConverter() {
		return new CompositeMessageConverter(List.of(new ByteArrayMessageConverter(), new StringMessageConverter()));
	}

	/**
	 * Sets the name of the client, as shown in logs, errors and thread names.
	 * @param client the name; {@code default} by default
	 * @return this builder
	 */
	public FramedTcpTemplateBuilder client(String client) {
		this.client = client;
		return this;
	}

	/**
	 * Adds an address. Addresses are tried in this order by default.
	 * @param host name or IP address
	 * @param port the TCP port
	 * @return this builder
	 */
	public FramedTcpTemplateBuilder address(String host, int port) {
		this.connection.address(host, port);
		return this;
	}

	/**
	 * Sets how frames are delimited.
	 * @param framing the framing; a 32-bit big-endian length, then the payload, by
	 * default
	 * @return this builder
	 */
	public FramedTcpTemplateBuilder framing(Framing framing) {
		this.connection.framing(framing);
		return this;
	}

	/**
	 * Sets the TLS settings.
	 * @param tls the settings; plain TCP by default
	 * @return this builder
	 */
	public FramedTcpTemplateBuilder tls(TlsSettings tls) {
		this.connection.tls(tls);
		return this;
	}

	/**
	 * Sets the initializer, which prepares each new connection, for example by logging
	 * in.
	 * @param initializer the initializer; none by default
	 * @return this builder
	 */
	public FramedTcpTemplateBuilder initializer(ConnectionInitializer initializer) {
		this.connection.initializer(initializer);
		return this;
	}

	/**
	 * Sets the matcher, which tells the reply to a request from other frames.
	 * @param matcher the matcher; none by default, which accepts any frame as the reply
	 * @return this builder
	 */
	public FramedTcpTemplateBuilder matcher(ExchangeMatcher matcher) {
		this.connection.matcher(matcher);
		return this;
	}

	/**
	 * Sets the stamper, which changes each request once its connection is known.
	 * @param requestStamper the stamper; none by default
	 * @return this builder
	 */
	public FramedTcpTemplateBuilder requestStamper(RequestStamper requestStamper) {
		this.connection.requestStamper(requestStamper);
		return this;
	}

	/**
	 * Sets the handler of frames that answer no request.
	 * @param handler the handler; none by default, which only counts and logs the frames
	 * @return this builder
	 */
	public FramedTcpTemplateBuilder unsolicitedFrameHandler(UnsolicitedFrameHandler handler) {
		this.connection.unsolicitedFrameHandler(handler);
		return this;
	}

	/**
	 * Sets whether every request may reach the server twice without harm.
	 * @param idempotent whether it may; {@code false} by default
	 * @return this builder
	 * @see FramedTcpOperations#idempotent()
	 */
	public FramedTcpTemplateBuilder idempotent(boolean idempotent) {
		this.idempotent = idempotent;
		return this;
	}

	/**
	 * Sets the policy for repeating failed calls. It applies only to idempotent calls and
	 * to calls without a sent byte. It applies only within the call's deadline.
	 * @param retryPolicy the policy; none by default
	 * @return this builder
	 */
	public FramedTcpTemplateBuilder retryPolicy(@Nullable RetryPolicy retryPolicy) {
		this.retryPolicy = retryPolicy;
		return this;
	}

	/**
	 * Sets the response time-out. It bounds writing a request and reading its reply, for
	 * calls without their own time-out.
	 * @param responseTimeout the time; 5 s by default
	 * @return this builder
	 */
	public FramedTcpTemplateBuilder responseTimeout(Duration responseTimeout) {
		this.responseTimeout = responseTimeout;
		return this;
	}

	/**
	 * Sets the converter between objects and bytes.
	 * @param messageConverter the converter; one for byte arrays and strings by default
	 * @return this builder
	 */
	public FramedTcpTemplateBuilder messageConverter(MessageConverter messageConverter) {
		this.messageConverter = messageConverter;
		return this;
	}

	/**
	 * Sets the executor of asynchronous calls. The template does not close it.
	 * @param executor the executor; by default each call has a new thread, a virtual one
	 * if the JDK has virtual threads
	 * @return this builder
	 * @see FramedTcpTemplate#async()
	 */
	public FramedTcpTemplateBuilder executor(Executor executor) {
		this.executor = executor;
		return this;
	}

	/**
	 * Sets the observations of calls.
	 * @param observations the registry and the names of observations; no observations by
	 * default. Needs Micrometer
	 * @return this builder
	 */
	public FramedTcpTemplateBuilder observations(FramedTcpObservations observations) {
		this.observations = observations;
		return this;
	}

	/**
	 * Changes the settings of connections.
	 * @param settings changes the settings
	 * @return this builder
	 */
	public FramedTcpTemplateBuilder connection(Consumer<ConnectionSettingsBuilder> settings) {
		settings.accept(this.connection);
		return this;
	}

	/**
	 * Changes the settings of the pool.
	 * @param settings changes the settings
	 * @return this builder
	 */
	public FramedTcpTemplateBuilder pool(Consumer<PoolSettings.Builder> settings) {
		settings.accept(this.pool);
		return this;
	}

	/**
	 * Lets callers share connections. Each connection then carries many requests at the
	 * same time.
	 * @param settings changes the settings
	 * @return this builder
	 */
	public FramedTcpTemplateBuilder shared(Consumer<SharedSettings.Builder> settings) {
		this.shared = (this.shared != null) ? this.shared : SharedSettings.builder();
		settings.accept(this.shared);
		return this;
	}

	/**
	 * Adds a listener for the events of the pool.
	 * @param listener the listener
	 * @return this builder
	 */
	public FramedTcpTemplateBuilder listener(PoolListener listener) {
		this.listeners.add(listener);
		return this;
	}

	/**
	 * Builds the template and its pool.
	 * @return the template, to be closed after use
	 * @throws IllegalArgumentException if a setting is out of range
	 */
	public FramedTcpTemplate build() {
		Assert.isTrue(FramedTcpTemplate.isPositive(this.responseTimeout), "'responseTimeout' must be positive");
		PayloadConversion conversion = new PayloadConversion(this.messageConverter);
		FramedConnectionPool pool = ConnectionPools.open(this.client, this.connection.build(), this.pool.build(),
				(this.shared != null) ? this.shared.build() : null, this.listeners);
		return new FramedTcpTemplate(pool, true, this.responseTimeout, conversion, this.idempotent, this.retryPolicy,
				this.executor, this.observations);
	}

}
