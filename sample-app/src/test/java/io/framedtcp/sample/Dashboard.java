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

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The dashboard for Grafana, taken apart.
 */
class Dashboard {

	private static final String FILE = "docs/grafana/framed-tcp.json";

	private static final Pattern METER = Pattern.compile("framedtcp_\\w+");

	private static final Pattern MATCHED = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"");

	private static final Pattern GROUPED = Pattern.compile("\\bby \\(([^)]*)\\)");

	private static final Pattern LISTED = Pattern.compile("^label_values\\(.*,\\s*(\\w+)\\)$");

	private static final Pattern IN_LEGEND = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");

	private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)");

	private final String text = Manual.text(FILE);

	private final JsonNode root = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.build()
		.readTree(this.text);

	String title() {
		return this.root.path("title").asString();
	}

	List<JsonNode> panels() {
		return nodes("/panels");
	}

	/**
	 * Return the sources of data that are asked for at an import.
	 * @return the names that stand for them
	 */
	Set<String> inputs() {
		return names(nodes("/__inputs").stream().filter((input) -> input.path("type").asString().equals("datasource")));
	}

	/**
	 * Return what may stand behind a dollar sign.
	 * @return the names of the inputs and of the variables at the top
	 */
	Set<String> variables() {
		return Stream.of(inputs(), names(nodes("/templating/list").stream()))
			.flatMap(Set::stream)
			.collect(Collectors.toSet());
	}

	/**
	 * Return what stands behind a dollar sign, but for what is Grafana's own.
	 * @return the names
	 */
	Set<String> usedVariables() {
		return matches(VARIABLE, this.text).filter(Predicate.not((name) -> name.startsWith("__")))
			.collect(Collectors.toSet());
	}

	/**
	 * Return all sources of data that are asked, by panels, their queries and variables.
	 * @return their ids
	 */
	Set<String> askedSources() {
		return this.root.findValues("datasource")
			.stream()
			.map((source) -> source.path("uid").asString())
			.collect(Collectors.toSet());
	}

	List<Query> queries() {
		Stream<Query> ofPanels = panels().stream()
			.flatMap((panel) -> panel.path("targets").valueStream())
			.map((target) -> new Query(target.path("expr").asString(), target.path("legendFormat").asString()));
		Stream<Query> ofVariables = nodes("/templating/list").stream()
			.map((variable) -> new Query(variable.at("/query/query").asString(), ""));
		return Stream.concat(ofPanels, ofVariables).toList();
	}

	private List<JsonNode> nodes(String pointer) {
		return this.root.at(pointer).valueStream().toList();
	}

	private Set<String> names(Stream<JsonNode> nodes) {
		return nodes.map((node) -> node.path("name").asString()).collect(Collectors.toSet());
	}

	private static Stream<String> matches(Pattern pattern, String text) {
		return pattern.matcher(text).results().map((match) -> match.group(match.groupCount()));
	}

	/**
	 * What is asked of Prometheus.
	 *
	 * @param expression the question
	 * @param legend how its answers are called
	 */
	record Query(String expression, String legend) {

		Set<String> meters() {
			return METER.matcher(this.expression).results().map(MatchResult::group).collect(Collectors.toSet());
		}

		/**
		 * Return the labels that its meters need.
		 * @return the labels matched, grouped by, listed and shown
		 */
		Set<String> labels() {
			return Stream
				.of(matches(MATCHED, this.expression), grouped().stream(), matches(LISTED, this.expression),
						shown().stream())
				.flatMap((labels) -> labels)
				.collect(Collectors.toSet());
		}

		/**
		 * Return the labels that are left of those of its meters.
		 * @return the labels, empty if there is no grouping and all are left
		 */
		Set<String> grouped() {
			return matches(GROUPED, this.expression).flatMap((labels) -> Arrays.stream(labels.split(",\\s*")))
				.collect(Collectors.toSet());
		}

		Set<String> shown() {
			return matches(IN_LEGEND, this.legend).collect(Collectors.toSet());
		}

	}

}
