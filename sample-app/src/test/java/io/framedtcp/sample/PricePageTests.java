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
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the page, in a real browser, of an application with its own price server.
 */
class PricePageTests {

	private static final String RIGHT = "#framed-tcp [data-count=right]";

	private static final String WRONG = "#framed-tcp [data-count=wrong]";

	private static final String NAIVE_WRONG = "#naive [data-count=wrong]";

	private static Browser browser;

	private static Desk desk;

	@BeforeAll
	static void start() throws IOException {
		browser = Browser.open();
		desk = new Desk();
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

	@BeforeEach
	void open() {
		desk.put("desk/callers", "0");
		desk.put("desk/behaviour", "\"GOOD\"");
		desk.put("desk/sharing", "false");
		browser.visit(desk.url());
		Browser.patiently().until(() -> browser.number("#pool [data-count=maxTotal]") == 8);
	}

	@Test
	void loadsWithoutAnErrorOrARequestThatFails() {
		Browser.patiently().until(() -> requests("desk").size() >= 3);
		assertThat(browser.console()).isEmpty();
		assertThat(requests("")).hasSizeGreaterThan(6).allMatch((request) -> request.startsWith("200 " + desk.url()));
		assertThat(browser.run("return document.title")).isEqualTo("Price desk");
		assertThat(browser.isDisplayed(".notice")).isFalse();
	}

	@Test
	void numbersMoveWhileCallersAskAndRestWhenTheyStop() {
		long before = browser.number(RIGHT);
		browser.click("#run");
		Browser.patiently().until(() -> browser.number(RIGHT) > before + 100);
		Browser.patiently().until(() -> marks(".slots .slot.active") > 0);
		Browser.patiently().until(() -> browser.number("#rate-right") > 0 && browser.number("#latency-p99") > 0);
		Browser.patiently().until(() -> browser.text("#load-state").startsWith("16 callers ask"));
		assertThat(linePoints("#throughput")).isPositive();
		assertThat(linePoints("#latency")).isPositive();
		assertThat(marks(".slots .slot")).isEqualTo(8);
		browser.click("#run");
		Browser.patiently().until(() -> browser.text("#load-state").equals("Nobody asks."));
		Browser.patiently().until(() -> browser.text("#rate-right").equals("0"));
		assertThat(marks(".slots .slot.active")).isZero();
		assertThat(browser.text(WRONG)).isEqualTo("0");
		assertThat(browser.console()).isEmpty();
	}

	@Test
	void callersThatWaitAreShown() {
		browser.run("document.getElementById('callers').value = 40");
		browser.click("#run");
		Browser.patiently()
			.until(() -> marks(".waiting .caller") > 0 && browser.number("#pool [data-count=waiting]") > 0);
		assertThat(browser.text("#load-state")).startsWith("40 callers ask");
	}

	@Test
	void canBeUsedByTheKeyboard() {
		browser.press(Keys.TAB);
		browser.press(Keys.HOME);
		assertThat(browser.text("#callers-chosen")).isEqualTo("1");
		browser.press(Keys.TAB);
		browser.press(Keys.ENTER);
		Browser.patiently().until(() -> browser.text("#load-state").startsWith("One caller asks"));
		browser.press(Keys.chord(Keys.SHIFT, Keys.TAB));
		browser.press(Keys.ARROW_RIGHT);
		Browser.patiently().until(() -> browser.text("#load-state").startsWith("2 callers ask"));
		browser.press(Keys.TAB);
		browser.press(Keys.TAB);
		browser.press(Keys.SPACE);
		Browser.patiently().until(() -> browser.number("#pool [data-count=maxTotal]") == 1);
		browser.press(Keys.SPACE);
		Browser.patiently().until(() -> browser.number("#pool [data-count=maxTotal]") == 8);
		for (String behaviour : List.of("GOOD", "STALL", "LATE", "CLOSE", "GARBAGE")) {
			browser.press(Keys.TAB);
			browser.press(Keys.SPACE);
			Browser.patiently().until(() -> isPressed(behaviour));
		}
	}

	@ParameterizedTest
	@CsvSource({ "STALL, FramedTcpTimeoutException, TIMED_OUT", "LATE, FramedTcpTimeoutException, TIMED_OUT",
			"CLOSE, FramedTcpConnectionLostException, PEER_CLOSED",
			"GARBAGE, FramedTcpMalformedReplyException, MALFORMED_FRAME" })
	void faultEndsInExceptionsAndClosedConnectionsAndNoWrongReply(Behaviour behaviour, String exception,
			String reason) {
		browser.click("#run");
		Browser.patiently().until(() -> browser.number(RIGHT) > 0);
		long exceptions = browser.number("#errors [data-count=" + exception + "]");
		long closed = browser.number("#closed [data-count=" + reason + "]");
		click(behaviour);
		Browser.patiently().until(() -> labels().endsWith(behaviour.name().toLowerCase(Locale.ROOT)));
		Browser.patiently().until(() -> browser.number("#errors [data-count=" + exception + "]") >= exceptions + 8);
		Browser.patiently().until(() -> browser.number("#closed [data-count=" + reason + "]") >= closed + 8);
		click(Behaviour.GOOD);
		Browser.patiently().until(() -> browser.number("#rate-right") > 0 && browser.text("#rate-errors").equals("0"));
		assertThat(browser.text(WRONG)).isEqualTo("0");
		assertThat(browser.console()).isEmpty();
	}

	@Test
	void callersThatShareOneConnectionGetMoreRepliesAndNoWrongOne() {
		browser.run("document.getElementById('callers').value = 64");
		browser.click("#run");
		Browser.patiently().until(() -> browser.text("#load-state").startsWith("64 callers ask"));
		browser.click("#share");
		Browser.patiently().until(() -> browser.text("#connections").startsWith("connection, shared"));
		Browser.patiently().until(() -> browser.number("#sharing [data-count=inFlight]") > 8);
		Browser.patiently().until(() -> marks(".slots .slot.active") == 1 && marks(".slots .slot") == 1);
		click(Behaviour.LATE);
		Browser.patiently().until(() -> browser.number("#sharing [data-count=lateReplies]") > 0);
		click(Behaviour.GOOD);
		Browser.patiently().until(() -> browser.number("#rate-right") > 0 && browser.text("#rate-errors").equals("0"));
		assertThat(browser.text(WRONG)).isEqualTo("0");
		browser.click("#share");
		Browser.patiently().until(() -> marks(".slots .slot") == 8);
		assertThat(browser.isDisplayed("#sharing")).isFalse();
		assertThat(browser.console()).isEmpty();
	}

	@Test
	void garbageIsSaidToBeginWithAnImpossibleLength() {
		click(Behaviour.GARBAGE);
		assertThat(browser.text("#behaviour-state")).contains("random bytes", "a length that no frame may have");
	}

	@Test
	void lateRepliesFoolTheOtherPoolEvenWhenTheServerBehavesAgain() {
		browser.click("#run");
		click(Behaviour.LATE);
		Browser.patiently().until(() -> browser.number(NAIVE_WRONG) > 0);
		click(Behaviour.GOOD);
		Browser.patiently().until(() -> browser.text("#rate-errors").equals("0"));
		long wrong = browser.number(NAIVE_WRONG);
		Browser.patiently().until(() -> browser.number(NAIVE_WRONG) > wrong + 100);
		assertThat(browser.run("return document.querySelector('#naive .verdict').className")).isEqualTo("verdict bad");
		assertThat(browser.run("return document.querySelector('#framed-tcp .verdict').className")).isEqualTo("verdict");
		assertThat(browser.text(WRONG)).isEqualTo("0");
	}

	private void click(Behaviour behaviour) {
		browser.click("[data-behaviour=" + behaviour + "]");
		Browser.patiently().until(() -> isPressed(behaviour.name()));
	}

	private boolean isPressed(String behaviour) {
		return Boolean.TRUE.equals(browser.run(
				"return [...document.querySelectorAll('[aria-pressed=true]')].map((each) => each.dataset.behaviour).join() === arguments[0]",
				behaviour));
	}

	private long marks(String selector) {
		return (Long) browser.run("return document.querySelectorAll(arguments[0]).length", selector);
	}

	private long linePoints(String plot) {
		return (Long) browser.run("return document.querySelector(arguments[0] + ' .series').getAttribute('d').length",
				plot);
	}

	private String labels() {
		return (String) browser.run("return [...document.querySelectorAll('#throughput .behaviour')]"
				+ ".map((each) => each.textContent).join()");
	}

	@SuppressWarnings("unchecked")
	private List<String> requests(String suffix) {
		return (List<String>) browser.run("return performance.getEntries()"
				+ ".filter((each) => each.responseStatus !== undefined && each.name.endsWith(arguments[0]))"
				+ ".map((each) => each.responseStatus + ' ' + each.name)", suffix);
	}

}
