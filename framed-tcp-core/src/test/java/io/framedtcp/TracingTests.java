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

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.propagation.Propagator;
import io.micrometer.tracing.test.simple.SimpleSpan;
import io.micrometer.tracing.test.simple.SimpleTracer;
import org.junit.jupiter.api.Test;

import io.framedtcp.observation.FramedTcpObservations;
import io.framedtcp.observation.TraceContextWriter;
import io.framedtcp.test.FramedTcpServer;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A trace goes on behind the socket: the server finds its context in the payload.
 */
class TracingTests {

	private final SimpleTracer tracer = new SimpleTracer();

	private final ObservationRegistry registry = tracedRegistry();

	private final TraceContextWriter writer = (payload,
			headers) -> bytes(headers.get("traceparent") + "|" + text(payload));

	@Test
	void traceparentArrivesAtTheServer() throws Exception {
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
					.client("payments")
					.observations(new FramedTcpObservations(this.registry, null, this.writer))
					.build()) {
			Observation parent = Observation.start("parent", this.registry);
			parent.scoped(() -> template.sendAndReceive(bytes("pay 10")));
			CompletableFuture<byte[]> later = parent.scoped(() -> template.async().sendAndReceive(bytes("pay 20")));
			later.join();
			parent.stop();
			List<String> received = server.requests().stream().map((request) -> text(request.payload())).toList();
			assertThat(this.tracer.getSpans()).hasSize(3);
			SimpleSpan root = this.tracer.getSpans().getFirst();
			assertThat(received).hasSize(2);
			for (int i = 0; i < 2; i++) {
				SimpleSpan span = this.tracer.getSpans().stream().toList().get(i + 1);
				assertThat(span.getName()).isEqualTo("framedtcp exchange payments");
				assertThat(span.getKind()).isEqualTo(Span.Kind.CLIENT);
				assertThat(span.getRemoteServiceName()).isEqualTo("payments");
				assertThat(span.context().traceId()).isEqualTo(root.context().traceId());
				assertThat(span.getTags()).containsEntry("server.port", String.valueOf(server.port()));
				assertThat(received.get(i)).isEqualTo(
						"00-" + span.context().traceId() + "-" + span.context().spanId() + "-01|pay " + (i + 1) * 10);
			}
		}
	}

	private ObservationRegistry tracedRegistry() {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig()
			.observationHandler(new ObservationHandler.FirstMatchingCompositeObservationHandler(
					new PropagatingSenderTracingObservationHandler<>(this.tracer, new W3cPropagator()),
					new DefaultTracingObservationHandler(this.tracer)));
		return registry;
	}

	/**
	 * Writes what the W3C's recommendation says.
	 */
	private static final class W3cPropagator implements Propagator {

		@Override
		public List<String> fields() {
			return List.of("traceparent");
		}

		@Override
		public <C> void inject(TraceContext context, C carrier, Setter<C> setter) {
			setter.set(carrier, "traceparent", "00-" + context.traceId() + "-" + context.spanId() + "-01");
		}

		@Override
		public <C> Span.Builder extract(C carrier, Getter<C> getter) {
			throw new UnsupportedOperationException();
		}

	}

}
