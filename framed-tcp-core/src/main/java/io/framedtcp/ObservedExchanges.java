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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import io.framedtcp.observation.DefaultFramedTcpObservationConvention;
import io.framedtcp.observation.FramedTcpObservationContext;
import io.framedtcp.observation.FramedTcpObservationContext.Operation;
import io.framedtcp.observation.FramedTcpObservationConvention;
import io.framedtcp.observation.FramedTcpObservationDocumentation;
import io.framedtcp.observation.FramedTcpObservations;
import io.framedtcp.observation.TraceContextWriter;

/**
 * Observes calls. Costs one look at the registry where nobody listens to it.
 */
final class ObservedExchanges implements Exchanges {

	private static final FramedTcpObservationConvention DEFAULT_CONVENTION = new DefaultFramedTcpObservationConvention();

	private final Exchanges delegate;

	private final String client;

	private final ObservationRegistry registry;

	private final @Nullable FramedTcpObservationConvention convention;

	private final @Nullable TraceContextWriter writer;

	ObservedExchanges(Exchanges delegate, String client, FramedTcpObservations observations) {
		this.delegate = delegate;
		this.client = client;
		this.registry = observations.registry();
		this.convention = observations.convention();
		this.writer = observations.traceContextWriter();
	}

	@Override
	public void send(byte[] payload, Call call) {
		if (this.registry.isNoop()) {
			this.delegate.send(payload, call);
			return;
		}
		observe(Operation.SEND, call, (context) -> {
			this.delegate.send(traced(payload, context), call);
			return true;
		});
	}

	@Override
	public byte[] sendAndReceive(byte[] payload, Call call) {
		if (this.registry.isNoop()) {
			return this.delegate.sendAndReceive(payload, call);
		}
		return observe(Operation.EXCHANGE, call, (context) -> {
			byte[] reply = this.delegate.sendAndReceive(traced(payload, context), call);
			context.addReplySize(reply.length);
			return reply;
		});
	}

	@Override
	public List<byte[]> sendAndReceiveAll(List<byte[]> payloads, Call call) {
		if (this.registry.isNoop() || payloads == null || payloads.isEmpty()) {
			return this.delegate.sendAndReceiveAll(payloads, call);
		}
		return observe(Operation.BATCH, call, (context) -> {
			List<byte[]> requests = new ArrayList<>(payloads.size());
			payloads.forEach((payload) -> requests.add(traced(payload, context)));
			List<byte[]> replies = this.delegate.sendAndReceiveAll(requests, call);
			replies.forEach((reply) -> context.addReplySize(reply.length));
			return replies;
		});
	}

	@Override
	public <T extends @Nullable Object> T execute(FramedTcpSessionCallback<T> callback, Call call) {
		if (this.registry.isNoop()) {
			return this.delegate.execute(callback, call);
		}
		return observe(Operation.SESSION, call, (context) -> this.delegate.execute(callback, call));
	}

	@Override
	public void submitted(Call call) {
		if (!this.registry.isNoop()) {
			call.submittedBy(this.registry.getCurrentObservation());
		}
	}

	private <T extends @Nullable Object> T observe(Operation operation, Call call,
			Function<FramedTcpObservationContext, T> work) {
		FramedTcpObservationContext context = new FramedTcpObservationContext(this.client, operation);
		Observation observation = FramedTcpObservationDocumentation.EXCHANGE.observation(this.convention,
				DEFAULT_CONVENTION, () -> context, this.registry);
		Observation submitter = call.submitter();
		if (submitter != null) {
			observation.parentObservation(submitter);
		}
		return observation.observe(() -> {
			try {
				return work.apply(context);
			}
			finally {
				context.setConnection(call.connection());
				context.setRetried(call.isRepeated());
			}
		});
	}

	private byte[] traced(byte[] payload, FramedTcpObservationContext context) {
		if (payload == null) {
			return payload;
		}
		byte[] request = (this.writer != null) ? this.writer.write(payload, headers(context)) : payload;
		context.addRequestSize((request != null) ? request.length : 0);
		return request;
	}

	private static Map<String, String> headers(FramedTcpObservationContext context) {
		return Map.copyOf(Objects.requireNonNull(context.getCarrier()));
	}

}
