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
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.micrometer.metrics.test.autoconfigure.AutoConfigureMetrics;
import org.springframework.boot.micrometer.tracing.test.autoconfigure.AutoConfigureTracing;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What docs/observability.md shows of a scrape and a trace is what the sample gives. With
 * the system property {@code manual.write} the page is written anew.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, useMainMethod = UseMainMethod.ALWAYS,
		properties = "management.tracing.sampling.probability=1")
@AutoConfigureMetrics
@AutoConfigureTracing
@AutoConfigureRestTestClient
class ObservabilityTests {

	private static final String PAGE = "docs/observability.md";

	/** Of the shared connection only what others have not. */
	private static final Pattern SHOWN = Pattern
		.compile("framedtcp_\\w+\\{.*client=\"default\".*|framedtcp_shared_\\w+\\{.*");

	private static final Pattern SAMPLE = Pattern.compile("(?m)^(framedtcp_\\w+)\\{(.*)} ");

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

	@Autowired
	private RestTestClient http;

	@Autowired
	private InMemorySpanExporter spans;

	@Test
	void scrapeIsAsThePageShowsIt() throws IOException {
		String samples = scrape().lines()
			.filter((line) -> SHOWN.matcher(line).matches())
			.collect(Collectors.joining("\n", "", "\n"));
		assertThat(shape(samples)).isEqualTo(shape(Manual.example(PAGE, "A scrape", samples)));
	}

	@Test
	void traceIsAsThePageShowsIt() throws IOException {
		this.spans.reset();
		this.http.get().uri("/quotes/ACME").exchange().expectStatus().isOk();
		Awaitility.await().until(() -> roots().size() == 1);
		StringBuilder tree = new StringBuilder();
		roots().forEach((root) -> append(tree, root, ""));
		assertThat(shape(tree.toString())).isEqualTo(shape(Manual.example(PAGE, "A trace", tree.toString())));
	}

	@Test
	void queriesOfTheDashboardNameOnlyMetersAndLabelsThatExist() {
		Map<String, Set<String>> meters = meters(scrape());
		List<Dashboard.Query> queries = new Dashboard().queries();
		assertThat(queries).flatMap(Dashboard.Query::meters).hasSizeGreaterThan(15);
		assertThat(queries).allSatisfy((query) -> {
			assertThat(query.meters()).isNotEmpty().isSubsetOf(meters.keySet());
			assertThat(query.meters()).allSatisfy((meter) -> assertThat(meters.get(meter)).containsAll(query.labels()));
			assertThat(query.grouped().isEmpty() || query.grouped().containsAll(query.shown())).isTrue();
		});
	}

	/**
	 * Take the meters from a scrape, with the names of their labels.
	 * @param scrape the scrape
	 * @return the labels by the names of the meters, with that which Prometheus adds
	 */
	private Map<String, Set<String>> meters(String scrape) {
		Map<String, Set<String>> meters = new HashMap<>();
		SAMPLE.matcher(scrape)
			.results()
			.forEach((sample) -> LABEL.matcher(sample.group(2))
				.results()
				.forEach((label) -> meters.computeIfAbsent(sample.group(1), (meter) -> new HashSet<>(Set.of("job")))
					.add(label.group(1))));
		return meters;
	}

	private String scrape() {
		this.http.get().uri("/quotes/ACME").exchange().expectStatus().isOk();
		return this.http.get().uri("/actuator/prometheus").exchange().returnResult(String.class).getResponseBody();
	}

	private List<SpanData> roots() {
		return this.spans.getFinishedSpanItems()
			.stream()
			.filter((span) -> span.getParentSpanId().equals(SpanId.getInvalid()) && span.getName().contains("quotes"))
			.toList();
	}

	private void append(StringBuilder tree, SpanData span, String indent) {
		tree.append(indent).append(span.getName()).append(" (").append(span.getKind()).append(")\n");
		TreeMap<String, Object> attributes = new TreeMap<>();
		span.getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
		attributes.forEach(
				(key, value) -> tree.append(indent).append("  - ").append(key).append(": ").append(value).append('\n'));
		this.spans.getFinishedSpanItems()
			.stream()
			.filter((each) -> each.getParentSpanId().equals(span.getSpanId()))
			.sorted(Comparator.comparing(SpanData::getStartEpochNanos))
			.forEach((child) -> append(tree, child, indent + "    "));
	}

	/**
	 * Leave out what differs from run to run.
	 * @param text the text
	 * @return the text without numbers
	 */
	private static String shape(String text) {
		return text.replaceAll("\\d+(\\.\\d+)?(E-?\\d+)?", "#");
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class TracingConfiguration {

		@Bean
		InMemorySpanExporter spans() {
			return InMemorySpanExporter.create();
		}

		@Bean
		SpanProcessor spanProcessor(InMemorySpanExporter spans) {
			return SimpleSpanProcessor.create(spans);
		}

	}

}
