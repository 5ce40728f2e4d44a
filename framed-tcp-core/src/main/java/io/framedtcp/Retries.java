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

import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Repeats a call by the user's {@link RetryPolicy}, within two bounds. Nothing is sent
 * twice unless it is declared idempotent, and no attempt begins after the call's
 * deadline.
 */
final class Retries implements RetryPolicy {

	private final RetryPolicy policy;

	private final boolean idempotent;

	private final Call call;

	Retries(RetryPolicy policy, boolean idempotent, Call call) {
		this.policy = policy;
		this.idempotent = idempotent;
		this.call = call;
	}

	<T> T run(Call.Use<T> use) {
		try {
			return new RetryTemplate(this).execute(() -> this.call.attempt(use));
		}
		catch (RetryException ex) {
			RuntimeException last = lastFailure(ex);
			boolean interrupted = Thread.currentThread().isInterrupted()
					&& !(last instanceof FramedTcpInterruptedException);
			throw interrupted ? new FramedTcpInterruptedException("Interrupted before the call was repeated",
					this.call.context(Phase.ACQUIRE), last) : last;
		}
	}

	private static RuntimeException lastFailure(RetryException ex) {
		Throwable last = ex.getCause();
		// Not getExceptions(), which is missing in Spring Framework 7.0.1 of Spring Boot
		// 4.0.0.
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

	@Override
	public boolean shouldRetry(Throwable failure) {
		return failure instanceof FramedTcpException ex && mayBeRepeated(ex) && this.call.hasTimeFor(0) && isWanted(ex);
	}

	private boolean mayBeRepeated(FramedTcpException ex) {
		boolean over = ex instanceof FramedTcpInterruptedException || ex instanceof FramedTcpClosedException
				|| Thread.currentThread().isInterrupted();
		return !over && (this.idempotent || !ex.isRequestMaybeSent());
	}

	/**
	 * Asks the user's policy. An exception of the policy must not hide the failure of the
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

	@Override
	public Duration getTimeout() {
		return this.policy.getTimeout();
	}

	@Override
	public BackOff getBackOff() {
		BackOff backOff = this.policy.getBackOff();
		return () -> {
			BackOffExecution execution = backOff.start();
			return () -> {
				long millis = execution.nextBackOff();
				return this.call.hasTimeFor(TimeUnit.MILLISECONDS.toNanos(millis)) ? millis : BackOffExecution.STOP;
			};
		};
	}

}
