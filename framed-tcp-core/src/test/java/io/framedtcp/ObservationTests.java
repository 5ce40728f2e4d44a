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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.observation.DefaultFramedTcpObservationConvention;
import io.framedtcp.observation.FramedTcpObservationContext;
import io.framedtcp.observation.FramedTcpObservationConvention;
import io.framedtcp.observation.FramedTcpObservationDocumentation;
import io.framedtcp.observation.FramedTcpObservations;
import io.framedtcp.observation.TraceContextWriter;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.test.FramedTcpServer;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What is observed of calls.
 */
class ObservationTests {

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final FramedTcpServer server = FramedTcpServer.echo();

	private final FramedTcpTemplate template = builder().observations(FramedTcpObservations.to(this.registry)).build();

	@AfterEach
	void close() {
		this.template.close();
		this.server.close();
	}

	@Test
	void exchangeIsObservedWithItsConnectionAndSizes() {
		this.template.sendAndReceive(bytes("request"));
		observations().hasSingleObservationThat()
			.hasNameEqualTo("framedtcp.exchange")
			.hasContextualNameEqualTo("framedtcp exchange payments")
			.hasBeenStarted()
			.hasBeenStopped()
			.hasLowCardinalityKeyValue("client", "payments")
			.hasLowCardinalityKeyValue("operation", "exchange")
			.hasLowCardinalityKeyValue("exception", "none")
			.hasLowCardinalityKeyValue("retried", "false")
			.hasHighCardinalityKeyValue("server.address", "127.0.0.1")
			.hasHighCardinalityKeyValue("server.port", String.valueOf(this.server.port()))
			.hasHighCardinalityKeyValue("framedtcp.connection.id", "1")
			.hasHighCardinalityKeyValue("framedtcp.request.size", "7")
			.hasHighCardinalityKeyValue("framedtcp.reply.size", "7");
	}

	@Test
	void keysAreThoseThatAreDocumented() {
		this.template.sendAndReceive(bytes("request"));
		observations().hasSingleObservationThat()
			.hasSubsetOfKeys(List
				.of(FramedTcpObservationDocumentation.EXCHANGE.getLowCardinalityKeyNames(),
						FramedTcpObservationDocumentation.EXCHANGE.getHighCardinalityKeyNames())
				.stream()
				.flatMap(Arrays::stream)
				.map((key) -> key.asString())
				.toArray(String[]::new));
	}

	@Test
	void eachKindOfCallIsAnOperation() {
		this.template.sendAndReceiveAll(List.of(bytes("1"), bytes("22")));
		this.template.execute((session) -> session.sendAndReceive(bytes("request")));
		this.template.convertSendAndReceive("request", String.class);
		this.template.idempotent().convertAndSend("request");
		for (String operation : List.of("batch", "session", "exchange", "send")) {
			observations().hasAnObservationWithAKeyValue("operation", operation);
		}
		observations().hasAnObservationWithAKeyValue("framedtcp.reply.size", "3")
			.hasNumberOfObservationsWithNameEqualTo("framedtcp.exchange", 4);
	}

	@Test
	void failureIsRecorded() {
		try (FramedTcpTemplate refused = FramedTcpTemplate.builder("localhost", 1)
			.observations(FramedTcpObservations.to(this.registry))
			.build()) {
			assertThatExceptionOfType(FramedTcpConnectException.class)
				.isThrownBy(() -> refused.sendAndReceive(bytes("request")));
		}
		observations().hasSingleObservationThat()
			.hasBeenStopped()
			.hasLowCardinalityKeyValue("exception", "FramedTcpConnectException")
			.hasHighCardinalityKeyValue("server.port", "none")
			.thenError()
			.isInstanceOf(FramedTcpConnectException.class);
	}

	@Test
	void exceptionOfACallbackAndOfAnArgumentAreRecorded() {
		assertThatIllegalStateException().isThrownBy(() -> this.template.execute((session) -> {
			throw new IllegalStateException();
		}));
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.sendAndReceive(null));
		observations().hasAnObservationWithAKeyValue("exception", "IllegalStateException")
			.hasAnObservationWithAKeyValue("exception", "IllegalArgumentException");
	}

	@Test
	void repetitionIsRecorded() {
		this.template.sendAndReceive(bytes("request"));
		FramedTcpTemplate idempotent = this.template.idempotent();
		this.server.enqueue((request, connection) -> connection.close());
		idempotent.sendAndReceive(bytes("request"));
		observations().hasAnObservationWithAKeyValue("retried", "true")
			.hasAnObservationWithAKeyValue("framedtcp.connection.id", "2")
			.hasNumberOfObservationsEqualTo(2);
	}

	@Test
	void conventionNamesAndTags() {
		FramedTcpObservationConvention convention = new DefaultFramedTcpObservationConvention() {

			@Override
			public String getName() {
				return "payments.call";
			}

			@Override
			public KeyValues getLowCardinalityKeyValues(FramedTcpObservationContext context) {
				return super.getLowCardinalityKeyValues(context).and("site", "north");
			}

		};
		FramedTcpTemplate named = this.template
			.withObservations(new FramedTcpObservations(this.registry, convention, null));
		named.sendAndReceive(bytes("request"));
		observations().hasSingleObservationThat()
			.hasNameEqualTo("payments.call")
			.hasLowCardinalityKeyValue("site", "north");
	}

	@Test
	void asynchronousCallIsAChildOfWhatHasSubmittedItAndCurrentWhereItRuns() throws Exception {
		ExecutorService elsewhere = Executors.newSingleThreadExecutor();
		try {
			FramedTcpTemplate async = this.template.withExecutor(elsewhere);
			Observation parent = Observation.start("parent", this.registry);
			Observation current = parent
				.scoped(() -> async.async().execute((session) -> this.registry.getCurrentObservation()))
				.join();
			parent.stop();
			assertThat(current.getContextView().getName()).isEqualTo("framedtcp.exchange");
			assertThat(current.getContextView().getParentObservation()).isSameAs(parent);
			assertThat(elsewhere.submit(this.registry::getCurrentObservation).get()).isNull();
		}
		finally {
			elsewhere.shutdownNow();
		}
	}

	@Test
	void refusedAsynchronousCallWasNoCall() {
		FramedTcpTemplate refusing = this.template.withExecutor((task) -> {
			throw new RejectedExecutionException();
		});
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> refusing.async().sendAndReceive(bytes("request")).join());
		observations().doesNotHaveAnyObservation();
	}

	@Test
	void writerMakesThePayloadThatIsSentAndMatched() {
		TraceContextWriter writer = (payload, headers) -> bytes("id" + headers.size() + text(payload));
		try (FramedTcpTemplate writing = builder().matcher(ExchangeMatcher.equalBytes(0, 0, 4))
			.observations(new FramedTcpObservations(this.registry, null, writer))
			.build()) {
			assertThat(text(writing.sendAndReceive(bytes("a")))).isEqualTo("id0a");
			assertThat(writing.sendAndReceiveAll(List.of(bytes("b"), bytes("c")))).containsExactly(bytes("id0b"),
					bytes("id0c"));
			assertThat(text(writing.execute((session) -> session.sendAndReceive(bytes("as it is")))))
				.isEqualTo("as it is");
		}
	}

	@Test
	void writerThatFailsFailsTheCallOfWhichNothingIsSent() {
		TraceContextWriter writer = (payload, headers) -> {
			throw new IllegalStateException("no room");
		};
		FramedTcpTemplate writing = this.template
			.withObservations(new FramedTcpObservations(this.registry, null, writer));
		assertThatIllegalStateException().isThrownBy(() -> writing.sendAndReceive(bytes("a"))).withMessage("no room");
		assertThat(this.server.accepted()).isZero();
	}

	@Test
	void registryThatNobodyListensToIsNotToldAndNothingIsWritten() {
		TraceContextWriter never = (payload, headers) -> {
			throw new IllegalStateException();
		};
		FramedTcpTemplate silent = this.template
			.withObservations(new FramedTcpObservations(ObservationRegistry.NOOP, null, never));
		assertThat(silent.sendAndReceive(bytes("a"))).isEqualTo(bytes("a"));
		assertThat(silent.sendAndReceiveAll(List.of(bytes("a")))).hasSize(1);
		silent.execute((session) -> session.sendAndReceive(bytes("a")));
		silent.send(bytes("a"));
		observations().doesNotHaveAnyObservation();
	}

	private TestObservationRegistryAssert observations() {
		return TestObservationRegistryAssert.assertThat(this.registry);
	}

	private FramedTcpTemplateBuilder builder() {
		return FramedTcpTemplate.builder(this.server.host(), this.server.port())
			.client("payments")
			.responseTimeout(Duration.ofSeconds(10));
	}

}
