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
import java.util.List;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.util.Assert;

import io.framedtcp.framing.Framing;
import io.framedtcp.internal.pool.ConnectionPool;
import io.framedtcp.observation.FramedTcpObservations;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.spi.ExchangeMatcher;

/**
 * Exchanges frames over the connections of a pool. A call acquires a connection, writes
 * the request, and reads exactly one reply. It returns the whole reply or throws an
 * exception.
 * <p>
 * Created by Spring Boot's auto-configuration, or by a {@linkplain #builder(String, int)
 * builder}. Immutable and safe for use by many threads.
 */
public class FramedTcpTemplate implements FramedTcpOperations, AutoCloseable {

	final ConnectionPool pool;

	final Framing framing;

	final int maxFrameSize;

	final @Nullable ExchangeMatcher matcher;

	/** Whether requests change once their connection is known. */
	final boolean stamped;

	/** Whether requests must be prepared for their connection. */
	final boolean prepared;

	final Duration responseTimeout;

	final boolean idempotent;

	final @Nullable RetryPolicy retryPolicy;

	final PayloadConversion conversion;

	private final boolean ownsPool;

	private final Executor executor;

	private final @Nullable FramedTcpObservations observations;

	/**
	 * Creates a template on a pool. Closing the template does not close the pool.
	 * @param pool the connections
	 * @param responseTimeout bounds writing a request and reading its reply, for calls
	 * without their own time-out
	 * @param messageConverter converts objects to bytes and back
	 * @param idempotent whether every request may reach the server twice without harm;
	 * see {@link #idempotent()}
	 * @param retryPolicy the policy for repeating failed calls, or {@code null} to repeat
	 * a call at most once, after a lost connection; only idempotent requests are sent
	 * twice
	 */
	public FramedTcpTemplate(FramedConnectionPool pool, Duration responseTimeout, MessageConverter messageConverter,
			boolean idempotent, @Nullable RetryPolicy retryPolicy) {
		this(pool, false, responseTimeout, new PayloadConversion(messageConverter), idempotent, retryPolicy, null,
				null);
	}

	FramedTcpTemplate(FramedConnectionPool pool, boolean ownsPool, Duration responseTimeout,
			PayloadConversion conversion, boolean idempotent, @Nullable RetryPolicy retryPolicy,
			@Nullable Executor executor, @Nullable FramedTcpObservations observations) {
		Assert.isInstanceOf(ConnectionPool.class, pool, "'pool' must be one of this library");
		Assert.isTrue(isPositive(responseTimeout), "'responseTimeout' must be positive");
		this.pool = (ConnectionPool) pool;
		this.framing = pool.connectionSettings().framing();
		this.maxFrameSize = pool.connectionSettings().maxFrameSize();
		this.matcher = pool.connectionSettings().matcher();
		this.stamped = pool.connectionSettings().requestStamper() != null;
		this.prepared = this.stamped || (this.matcher != null && this.matcher.isPerConnection());
		this.responseTimeout = responseTimeout;
		this.idempotent = idempotent;
		this.retryPolicy = retryPolicy;
		this.ownsPool = ownsPool;
		this.conversion = conversion.of(pool.client());
		this.executor = (executor != null) ? executor : AsyncTemplate.defaultExecutor(pool.client());
		this.observations = observations;
	}

	/**
	 * Returns a builder with the defaults, for a server.
	 * @param host name or IP address
	 * @param port the TCP port
	 * @return a builder
	 */
	public static FramedTcpTemplateBuilder builder(String host, int port) {
		return new FramedTcpTemplateBuilder().address(host, port);
	}

	/**
	 * Returns the pool, to watch it or to evict its connections.
	 * @return the pool of the client
	 */
	public FramedConnectionPool getPool() {
		return this.pool;
	}

	@Override
	public FramedTcpTemplate idempotent() {
		return this.idempotent ? this : with(true, this.executor, this.observations);
	}

	/**
	 * Returns the same operations in threads of the executor, with futures as results.
	 * @return operations on the same connections; keep them or create them for each call
	 */
	public FramedTcpAsyncOperations async() {
		return new AsyncTemplate(this, this.executor);
	}

	/**
	 * Returns a template on the same pool with another executor for {@linkplain #async()
	 * asynchronous} calls. Closing it does not close the pool.
	 * @param executor runs the calls; by default each call has a new thread, a virtual
	 * one if the JDK has virtual threads
	 * @return the template
	 */
	public FramedTcpTemplate withExecutor(Executor executor) {
		Assert.notNull(executor, "'executor' must not be null");
		return with(this.idempotent, executor, this.observations);
	}

	/**
	 * Returns a template on the same pool whose calls are observed. Closing it does not
	 * close the pool.
	 * @param observations the registry and the names of observations; needs Micrometer
	 * @return the template
	 */
	public FramedTcpTemplate withObservations(FramedTcpObservations observations) {
		return with(this.idempotent, this.executor, observations);
	}

	@Override
	public void send(byte[] payload) {
		call(null).send(payload);
	}

	@Override
	public void send(byte[] payload, Duration timeout) {
		boundedCall(timeout).send(payload);
	}

	@Override
	public byte[] sendAndReceive(byte[] payload) {
		return call(null).sendAndReceive(payload);
	}

	@Override
	public byte[] sendAndReceive(byte[] payload, Duration timeout) {
		return boundedCall(timeout).sendAndReceive(payload);
	}

	@Override
	public List<byte[]> sendAndReceiveAll(List<byte[]> payloads) {
		return call(null).sendAndReceiveAll(payloads);
	}

	@Override
	public List<byte[]> sendAndReceiveAll(List<byte[]> payloads, Duration timeout) {
		return boundedCall(timeout).sendAndReceiveAll(payloads);
	}

	@Override
	public void convertAndSend(Object payload) {
		call(null).send(this.conversion.toBytes(payload));
	}

	@Override
	public void convertAndSend(Object payload, Duration timeout) {
		boundedCall(timeout).send(this.conversion.toBytes(payload));
	}

	@Override
	public <T> T convertSendAndReceive(Object payload, ParameterizedTypeReference<T> replyType) {
		return call(null).convertSendAndReceive(payload, replyType);
	}

	@Override
	public <T> T convertSendAndReceive(Object payload, ParameterizedTypeReference<T> replyType, Duration timeout) {
		return boundedCall(timeout).convertSendAndReceive(payload, replyType);
	}

	@Override
	public <T extends @Nullable Object> T execute(FramedTcpSessionCallback<T> callback) {
		return call(null).execute(callback);
	}

	@Override
	public <T extends @Nullable Object> T execute(FramedTcpSessionCallback<T> callback, Duration timeout) {
		return boundedCall(timeout).execute(callback);
	}

	/**
	 * Closes the pool if a {@linkplain #builder(String, int) builder} created this
	 * template.
	 */
	@Override
	public void close() {
		if (this.ownsPool) {
			this.pool.close();
		}
	}

	Call call(@Nullable Duration timeout) {
		return (this.observations != null) ? ObservedCall.begin(this, timeout, this.observations)
				: new Call(this, timeout);
	}

	Call boundedCall(Duration timeout) {
		Assert.isTrue(isPositive(timeout), "'timeout' must be positive");
		return call(timeout);
	}

	static boolean isPositive(Duration duration) {
		return duration != null && !duration.isNegative() && !duration.isZero();
	}

	private FramedTcpTemplate with(boolean idempotent, Executor executor,
			@Nullable FramedTcpObservations observations) {
		return new FramedTcpTemplate(this.pool, false, this.responseTimeout, this.conversion, idempotent,
				this.retryPolicy, executor, observations);
	}

}
