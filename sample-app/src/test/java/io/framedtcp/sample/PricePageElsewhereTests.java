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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the page, in a real browser, of an application whose price server is
 * elsewhere, or that has ended.
 */
class PricePageElsewhereTests {

	private static Browser browser;

	@BeforeAll
	static void start() throws IOException {
		browser = Browser.open();
	}

	@AfterAll
	static void stop() {
		if (browser != null) {
			browser.close();
		}
	}

	@Test
	void buttonsAreOffAndSayWhyIfTheServerIsAnother() throws IOException {
		try (PriceServer server = new PriceServer();
				Desk desk = new Desk("--framed-tcp.host=" + server.host(), "--framed-tcp.port=" + server.port())) {
			browser.visit(desk.url());
			Browser.patiently().until(() -> browser.text("#behaviour-state").contains("framed-tcp.host"));
			assertThat(browser.run("return document.querySelectorAll('#behaviours button:disabled').length"))
				.isEqualTo(5L);
			assertThat(browser.run("return document.getElementById('share').disabled")).isEqualTo(true);
			assertThat(browser.isDisplayed("#naive")).isFalse();
			browser.click("#run");
			Browser.patiently().until(() -> browser.number("#framed-tcp [data-count=right]") > 0);
			assertThat(browser.text("#framed-tcp [data-count=wrong]")).isEqualTo("0");
			assertThat(browser.console()).isEmpty();
		}
	}

	@Test
	void wrongRepliesWouldBeSeen() {
		try (FramedTcpServer server = FramedTcpServer.answering(this::wrongReplyToACaller);
				Desk desk = new Desk("--framed-tcp.host=" + server.host(), "--framed-tcp.port=" + server.port())) {
			browser.visit(desk.url());
			Browser.patiently().until(() -> browser.text("#load-state").equals("Nobody asks."));
			browser.click("#run");
			Browser.patiently().until(() -> browser.number("#framed-tcp [data-count=wrong]") > 0);
			assertThat(browser.run("return document.querySelector('#framed-tcp .verdict').className"))
				.isEqualTo("verdict bad");
			assertThat(browser.text("#framed-tcp [data-count=right]")).isEqualTo("0");
		}
	}

	@Test
	void connectsThatFailAndCallersRefusedAreShown() throws IOException {
		// Bound, but not listening: the port refuses connections.
		try (Socket down = new Socket()) {
			down.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			assertThatFailedConnectsAreShown(down.getLocalPort());
		}
	}

	@Test
	void saysThatTheApplicationDoesNotAnswer() {
		try (Desk desk = new Desk()) {
			browser.visit(desk.url());
			Browser.patiently().until(() -> browser.text("#behaviour-state").startsWith("Every request"));
			assertThat(browser.isDisplayed("#no-answer")).isFalse();
		}
		Browser.patiently().until(() -> browser.isDisplayed("#no-answer"));
		assertThat(browser.text("#no-answer")).startsWith("The application does not answer");
		browser.click("#run");
		Browser.patiently().until(() -> browser.isDisplayed("#command-failed"));
	}

	private byte[] wrongReplyToACaller(byte[] request) {
		String symbol = new String(request, StandardCharsets.UTF_8);
		return (symbol.startsWith("Q") ? "Q0 1.00" : symbol + " 1.00").getBytes(StandardCharsets.UTF_8);
	}

	private void assertThatFailedConnectsAreShown(int port) {
		try (Desk desk = new Desk("--framed-tcp.host=127.0.0.1", "--framed-tcp.port=" + port)) {
			browser.visit(desk.url());
			Browser.patiently().until(() -> browser.text("#load-state").equals("Nobody asks."));
			browser.click("#run");
			Browser.patiently().until(() -> browser.number("#errors [data-count=FramedTcpConnectException]") > 0);
			Browser.patiently().until(() -> browser.number("#statistics [data-count=connectFailures]") > 0);
			Browser.patiently().until(() -> browser.number("#statistics [data-count=refused]") > 0);
			Browser.patiently().until(() -> browser.text("#last-connect-failure").contains("127.0.0.1:" + port));
			assertThat(browser.isDisplayed("#last-connect-failure")).isTrue();
		}
	}

}
