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

import java.awt.Rectangle;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that Grafana can import the dashboard. What its queries ask for is held against a
 * scrape by {@link ObservabilityTests}.
 */
class DashboardTests {

	private static final int COLUMNS = 24;

	private final Dashboard dashboard = new Dashboard();

	@Test
	void sourceOfDataIsAskedForAtTheImport() {
		assertThat(this.dashboard.title()).isEqualTo("framed-tcp");
		assertThat(this.dashboard.inputs()).containsExactly("DS_PROMETHEUS");
		assertThat(this.dashboard.askedSources()).containsExactly("${DS_PROMETHEUS}");
	}

	@Test
	void variablesThatAreUsedAreThere() {
		assertThat(this.dashboard.usedVariables()).isEqualTo(this.dashboard.variables()).contains("job", "client");
	}

	@Test
	void panelsHaveAllThatGrafanaNeeds() {
		assertThat(this.dashboard.panels()).hasSizeGreaterThan(5).allSatisfy((panel) -> {
			assertThat(panel.path("title").asString()).isNotBlank();
			assertThat(panel.path("description").asString()).isNotBlank();
			assertThat(panel.path("type").asString()).isEqualTo("timeseries");
			assertThat(panel.at("/datasource/type").asString()).isEqualTo("prometheus");
			assertThat(panel.path("targets").valueStream()).isNotEmpty().allSatisfy((target) -> {
				assertThat(target.at("/datasource/uid").asString()).isNotBlank();
				assertThat(target.path("expr").asString()).isNotBlank();
				assertThat(target.path("legendFormat").asString()).isNotBlank();
			});
			assertThat(panel.path("targets").valueStream().map((target) -> target.path("refId").asString()))
				.doesNotHaveDuplicates()
				.allMatch((refId) -> refId.matches("[A-Z]"));
		});
	}

	@Test
	void panelsHaveTheirOwnIdsTitlesAndPlaces() {
		List<JsonNode> panels = this.dashboard.panels();
		assertThat(panels).extracting((panel) -> panel.path("id").asInt()).doesNotHaveDuplicates();
		assertThat(panels).extracting((panel) -> panel.path("title").asString()).doesNotHaveDuplicates();
		List<Rectangle> places = panels.stream().map(this::place).toList();
		assertThat(places).noneMatch(Rectangle::isEmpty)
			.allMatch((place) -> place.x >= 0 && place.y >= 0 && place.getMaxX() <= COLUMNS);
		assertThat(places).allSatisfy((place) -> assertThat(places).filteredOn(place::intersects).hasSize(1));
	}

	private Rectangle place(JsonNode panel) {
		JsonNode place = panel.path("gridPos");
		return new Rectangle(place.path("x").asInt(), place.path("y").asInt(), place.path("w").asInt(),
				place.path("h").asInt());
	}

}
