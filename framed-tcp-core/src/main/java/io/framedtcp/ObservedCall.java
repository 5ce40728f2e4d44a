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
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

import io.framedtcp.observation.DefaultFramedTcpObservationConvention;
import io.framedtcp.observation.FramedTcpObservationContext;
import io.framedtcp.observation.FramedTcpObservationContext.Operation;
import io.framedtcp.observation.FramedTcpObservationConvention;
import io.framedtcp.observation.FramedTcpObservationDocumentation;
import io.framedtcp.observation.FramedTcpObservations;
import io.framedtcp.observation.TraceContextWriter;

/**
 * A call with an observation. Its parent is the current observation of the thread that
 * begins the call.
 */
final class ObservedCall extends Call {

	private static final FramedTcpObservationConvention DEFAULT_CONVENTION = new DefaultFramedTcpObservationConvention();

	private final FramedTcpObservations observations;

	/** The observation of the submitting thread; another thread may run the call. */
	private final @Nullable Observation parent;

	private ObservedCall(FramedTcpTemplate template, @Nullable Duration timeout, FramedTcpObservations observations) {
		super(template, timeout);
		this.observations = observations;
		this.parent = observations.registry().getCurrentObservation();
	}

	/**
	 * Begins a call, which is observed if the registry is active.
	 * @param template the template that makes the call
	 * @param timeout bounds the whole call; {@code null} for the response time-out
	 * @param observations the registry and the names of observations
	 * @return the call
	 */
	static Call begin(FramedTcpTemplate template, @Nullable Duration timeout, FramedTcpObservations observations) {
		return observations.registry().isNoop() ? new Call(template, timeout)
				: new ObservedCall(template, timeout, observations);
	}

	@Override
	void send(byte[] payload) {
		observe(Operation.SEND, (context) -> {
			super.send(traced(payload, context));
			return true;
		});
	}

	@Override
	byte[] sendAndReceive(byte[] payload) {
		return observe(Operation.EXCHANGE, (context) -> {
			byte[] reply = super.sendAndReceive(traced(payload, context));
			context.addReplySize(reply.length);
			return reply;
		});
	}

	@Override
	List<byte[]> sendAndReceiveAll(List<byte[]> payloads) {
		if (payloads == null || payloads.isEmpty()) {
			return super.sendAndReceiveAll(payloads);
		}
		return observe(Operation.BATCH, (context) -> {
			List<byte[]> replies = super.sendAndReceiveAll(
					payloads.stream().map((payload) -> traced(payload, context)).toList());
			replies.forEach((reply) -> context.addReplySize(reply.length));
			return replies;
		});
	}

	@Override
	<T extends @Nullable Object> T execute(FramedTcpSessionCallback<T> callback) {
		return observe(Operation.SESSION, (context) -> super.execute(callback));
	}

	private <T extends @Nullable Object> T observe(Operation operation, Function<FramedTcpObservationContext, T> work) {
		FramedTcpObservationContext context = new FramedTcpObservationContext(this.template.pool.client(), operation);
		Observation observation = FramedTcpObservationDocumentation.EXCHANGE.observation(this.observations.convention(),
				DEFAULT_CONVENTION, () -> context, this.observations.registry());
		if (this.parent != null) {
			observation.parentObservation(this.parent);
		}
		return observation.observe(() -> {
			try {
				return work.apply(context);
			}
			finally {
				context.setConnection(connection());
				context.setRetried(isRepeated());
			}
		});
	}

	private byte[] traced(byte[] payload, FramedTcpObservationContext context) {
		TraceContextWriter writer = this.observations.traceContextWriter();
		byte[] request = (payload != null && writer != null)
				? writer.write(payload, Map.copyOf(Objects.requireNonNull(context.getCarrier()))) : payload;
		context.addRequestSize((request != null) ? request.length : 0);
		return request;
	}

}
