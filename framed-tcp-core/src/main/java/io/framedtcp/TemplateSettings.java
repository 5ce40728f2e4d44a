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
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.util.Assert;

import io.framedtcp.observation.FramedTcpObservations;

/**
 * How a template makes its calls.
 *
 * @param responseTimeout bound on writing a request and reading its reply
 * @param messageConverter converts objects to bytes and back
 * @param idempotent whether the server may get any request twice
 * @param retryPolicy when to repeat a call that failed
 * @param executor runs asynchronous calls
 * @param observations how calls are observed, if they are
 */
record TemplateSettings(Duration responseTimeout, MessageConverter messageConverter, boolean idempotent,
		@Nullable RetryPolicy retryPolicy, Executor executor, @Nullable FramedTcpObservations observations) {

	TemplateSettings {
		assertPositive(responseTimeout, "'responseTimeout' must be positive");
		Assert.notNull(messageConverter, "'messageConverter' must not be null");
		Assert.notNull(executor, "'executor' must not be null");
	}

	TemplateSettings asIdempotent() {
		return new TemplateSettings(this.responseTimeout, this.messageConverter, true, this.retryPolicy, this.executor,
				this.observations);
	}

	TemplateSettings withExecutor(Executor executor) {
		return new TemplateSettings(this.responseTimeout, this.messageConverter, this.idempotent, this.retryPolicy,
				executor, this.observations);
	}

	TemplateSettings withObservations(FramedTcpObservations observations) {
		return new TemplateSettings(this.responseTimeout, this.messageConverter, this.idempotent, this.retryPolicy,
				this.executor, observations);
	}

	static void assertPositive(Duration duration, String message) {
		Assert.isTrue(duration != null && !duration.isNegative() && !duration.isZero(), message);
	}

}
