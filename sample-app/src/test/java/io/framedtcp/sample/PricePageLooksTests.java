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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how the page looks after a fault, in a real browser, which also take the
 * screenshots: into {@code target/screenshots}, or where the system property
 * {@code screenshots} says, from the root of the project.
 */
class PricePageLooksTests {

	private static final int MAX_SCREENSHOT = 300_000;

	private static final int WIDTH = 1280;

	private static final int HEIGHT = 1320;

	private static final String DIRECTORY = System.getProperty("screenshots");

	/** More of them draw longer lines. */
	private static final int CALLS = (DIRECTORY != null) ? 6_000 : 500;

	/** For the picture long enough to be seen at a glance. */
	private static final Duration MISBEHAVIOUR = Duration.ofSeconds((DIRECTORY != null) ? 6 : 1);

	private static Browser browser;

	private static Desk desk;

	@BeforeAll
	static void showAFault() throws IOException {
		browser = Browser.open();
		desk = new Desk();
		browser.size(WIDTH, HEIGHT, false);
		browser.visit(desk.url());
		desk.put("desk/callers", "16");
		Browser.patiently().until(() -> browser.number("#framed-tcp [data-count=right]") > CALLS);
		for (Behaviour behaviour : List.of(Behaviour.CLOSE, Behaviour.GARBAGE, Behaviour.STALL, Behaviour.LATE)) {
			long exceptions = browser.number("#framed-tcp [data-count=errors]");
			desk.put("desk/behaviour", '"' + behaviour.name() + '"');
			Browser.patiently()
				.pollDelay(MISBEHAVIOUR)
				.until(() -> browser.number("#framed-tcp [data-count=errors]") > exceptions + 4);
		}
		desk.put("desk/behaviour", "\"GOOD\"");
		long right = browser.number("#framed-tcp [data-count=right]");
		Browser.patiently().until(() -> browser.number("#framed-tcp [data-count=right]") > right + CALLS);
		Browser.patiently().until(() -> browser.text("#rate-errors").equals("0"));
	}

	@AfterAll
	static void stop() {
		if (desk != null) {
			desk.close();
		}
		if (browser != null) {
			browser.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "light", "dark" })
	void textCanBeReadAndAScreenshotIsTaken(String scheme) throws IOException {
		browser.size(WIDTH, HEIGHT, false);
		browser.scheme(scheme);
		Browser.patiently()
			.until(() -> browser.run("return document.getElementById('latency').viewBox.baseVal.width")
				.equals(browser.run("return document.getElementById('latency').clientWidth")));
		assertThat(lowContrasts()).isEmpty();
		boolean isLight = ((String) browser.run("return getComputedStyle(document.body).backgroundColor"))
			.startsWith("rgb(2");
		assertThat(isLight).isEqualTo(scheme.equals("light"));
		byte[] screenshot = browser.screenshot();
		assertThat(screenshot.length).isBetween(10_000, MAX_SCREENSHOT);
		Path file = screenshots().resolve("sample-" + scheme + ".png");
		Files.createDirectories(file.getParent());
		Files.write(file, screenshot);
	}

	@Test
	void eachFaultIsNamedWhereItBegins() {
		browser.size(WIDTH, HEIGHT, false);
		assertThat(browser.run("return [...document.querySelectorAll('#throughput .behaviour')]"
				+ ".map((each) => each.textContent).join()"))
			.isEqualTo("close,garbage,stall,late");
		assertThat(browser.run("return document.querySelectorAll('svg .band').length")).isEqualTo(3 * 4L);
	}

	@ParameterizedTest
	@ValueSource(ints = { 320, 1280 })
	void labelsAreNotInEachOthersWay(int width) {
		browser.size(width, 2_000, false);
		Browser.patiently().until(() -> overlaps().isEmpty());
	}

	@Test
	void exceptionsStandOutFromTheAxis() {
		Browser.patiently()
			.until(() -> (Boolean) browser.run("const svg = document.getElementById('failures');"
					+ "return svg.querySelector('.series').getBBox().height > svg.clientHeight / 4"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 320, 360, 412, 768, 1024 })
	void nothingIsWiderThanTheWindow(int width) throws IOException {
		browser.size(width, 2_000, width < 768);
		assertThat(browser.run("return innerWidth")).isEqualTo((long) width);
		assertThat((Long) browser.run("return document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
		Files.createDirectories(Path.of("target/screenshots"));
		Files.write(Path.of("target/screenshots/width-" + width + ".png"), browser.screenshot());
	}

	@Test
	void headingsFormAnOutline() {
		assertThat(
				browser.run("return [...document.querySelectorAll('h1, h2, h3')].map((each) => each.tagName).join()"))
			.asString()
			.matches("H1(,H2)+");
		assertThat(browser.run("return document.querySelectorAll('section:not([aria-labelledby])').length"))
			.isEqualTo(0L);
	}

	@SuppressWarnings("unchecked")
	private List<String> overlaps() {
		return (List<String>) browser.run("""
				const boxes = [...document.querySelectorAll('#throughput .behaviour')].map((each) =>
				  ({ name: each.textContent, box: each.getBoundingClientRect() }));
				const svg = document.getElementById('throughput').getBoundingClientRect();
				return boxes.flatMap((one, index) => boxes.slice(index + 1)
				  .filter((other) => one.box.left < other.box.right && other.box.left < one.box.right
				    && one.box.top < other.box.bottom && other.box.top < one.box.bottom)
				  .map((other) => `${one.name} and ${other.name}`))
				  .concat(boxes.filter(({ box }) => box.right > svg.right).map(({ name }) => `${name} and the edge`));
				""");
	}

	@SuppressWarnings("unchecked")
	private List<String> lowContrasts() throws IOException {
		String script = new ClassPathResource("contrast.js").getContentAsString(StandardCharsets.UTF_8);
		return (List<String>) browser.run(script);
	}

	private Path screenshots() {
		return (DIRECTORY != null) ? Manual.file(DIRECTORY) : Path.of("target", "screenshots");
	}

}
