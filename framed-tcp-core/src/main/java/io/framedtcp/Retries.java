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
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryListener;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.core.retry.Retryable;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;

import io.framedtcp.internal.pool.ConnectionPool;

/**
 * Repeats calls as a {@link RetryPolicy} of the user says, within two bounds that are not
 * up to it: nothing is sent twice unless it is declared idempotent, and no attempt begins
 * after the call's deadline.
 */
final class Retries {

	private final @Nullable RetryPolicy policy;

	private final boolean idempotent;

	private final ConnectionPool pool;

	Retries(@Nullable RetryPolicy policy, boolean idempotent, ConnectionPool pool) {
		this.policy = policy;
		this.idempotent = idempotent;
		this.pool = pool;
	}

	<T> T run(Call call, Call.Use<T> use) {
		RetryPolicy policy = this.policy;
		if (policy == null) {
			return call.perform(use);
		}
		RetryTemplate template = new RetryTemplate(new BoundedPolicy(policy, call));
		template.setRetryListener(new Counter());
		try {
			return template.execute(() -> call.perform(use));
		}
		catch (RetryException ex) {
			RuntimeException last = lastFailure(ex);
			boolean interrupted = Thread.currentThread().isInterrupted()
					&& !(last instanceof FramedTcpInterruptedException);
			throw interrupted ? call.interrupted("Interrupted before the call was repeated", last) : last;
		}
	}

	private RuntimeException lastFailure(RetryException ex) {
		Throwable last = ex.getCause();
		// Not getExceptions(), which Spring Framework 7.0.1 of Spring Boot 4.0.0 lacks.
		for (Throwable earlier : ex.getSuppressed()) {
			if (earlier != last) {
				last.addSuppressed(earlier);
			}
		}
		if (last instanceof Error error) {
			throw error;
		}
		return (last instanceof RuntimeException failure) ? failure : new IllegalStateException(last);
	}

	/**
	 * The user's policy, within bounds.
	 */
	private final class BoundedPolicy implements RetryPolicy {

		private final RetryPolicy policy;

		private final Call call;

		BoundedPolicy(RetryPolicy policy, Call call) {
			this.policy = policy;
			this.call = call;
		}

		@Override
		public boolean shouldRetry(Throwable failure) {
			return failure instanceof FramedTcpException ex && mayBeRepeated(ex) && this.call.hasTimeFor(0)
					&& isWanted(ex);
		}

		/**
		 * Asks the user's policy, the failure of which must not hide that of the
		 * exchange.
		 * @param failure the failure of the exchange
		 * @return whether to repeat it
		 */
		private boolean isWanted(FramedTcpException failure) {
			try {
				return this.policy.shouldRetry(failure);
			}
			catch (RuntimeException ex) {
				failure.addSuppressed(ex);
				return false;
			}
		}

		private boolean mayBeRepeated(FramedTcpException ex) {
			boolean over = ex instanceof FramedTcpInterruptedException || ex instanceof FramedTcpClosedException
					|| Thread.currentThread().isInterrupted();
			return !over && (Retries.this.idempotent || !ex.isRequestMaybeSent());
		}

		@Override
		public Duration getTimeout() {
			return this.policy.getTimeout();
		}

		@Override
		public BackOff getBackOff() {
			BackOff backOff = this.policy.getBackOff();
			return () -> {
				BackOffExecution execution = backOff.start();
				return () -> boundedBackOff(execution.nextBackOff());
			};
		}

		private long boundedBackOff(long millis) {
			boolean late = millis != BackOffExecution.STOP
					&& !this.call.hasTimeFor(TimeUnit.MILLISECONDS.toNanos(millis));
			return late ? BackOffExecution.STOP : millis;
		}

	}

	/**
	 * Counts the attempts after the first.
	 */
	private final class Counter implements RetryListener {

		@Override
		public void beforeRetry(RetryPolicy policy, Retryable<?> retryable) {
			Retries.this.pool.exchangeRetried();
		}

	}

}
