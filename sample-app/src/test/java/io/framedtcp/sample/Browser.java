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

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.springframework.util.FileSystemUtils;

/**
 * A headless Chromium with nothing in its profile. What it needs is looked for on the
 * path, and never downloaded.
 */
final class Browser implements AutoCloseable {

	private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	/**
	 * It warns that it has no client for each command of this browser's own protocol;
	 * those used here need none. Held here, since a logger that nobody holds forgets its
	 * level.
	 */
	private static final Logger logger = Logger.getLogger("org.openqa.selenium");

	static {
		logger.setLevel(Level.SEVERE);
	}

	private final Path profile;

	private final ChromeDriver driver;

	private Browser(File binary, File driver) throws IOException {
		this.profile = Files.createTempDirectory("browser");
		ChromeOptions options = new ChromeOptions();
		options.setBinary(binary);
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--disable-dev-shm-usage", "--user-data-dir=" + this.profile);
		LoggingPreferences logging = new LoggingPreferences();
		logging.enable(LogType.BROWSER, Level.ALL);
		options.setCapability(ChromeOptions.LOGGING_PREFS, logging);
		ChromeDriverService service = new ChromeDriverService.Builder().usingDriverExecutable(driver)
			.usingAnyFreePort()
			.build();
		this.driver = new ChromeDriver(service, options);
	}

	/**
	 * Start a browser. Without one on the path the test is skipped.
	 * @return the browser
	 * @throws IOException if its profile cannot be created
	 */
	static Browser open() throws IOException {
		Optional<File> binary = NAMES.stream().flatMap((name) -> onPath(name).stream()).findFirst();
		Optional<File> driver = onPath("chromedriver");
		Assumptions.assumeTrue(binary.isPresent() && driver.isPresent(),
				"Skipped: to test the page, install Chromium and chromedriver (Debian: chromium and chromium-driver)");
		return new Browser(binary.get(), driver.get());
	}

	/**
	 * Return what waits for the page: much longer than it takes, for a busy machine.
	 * @return wait until
	 */
	static ConditionFactory patiently() {
		return Awaitility.await().atMost(PATIENCE);
	}

	/**
	 * Show a page. What the page before has told the console is forgotten: it goes on
	 * asking an application that has ended.
	 * @param url where the page is
	 */
	void visit(String url) {
		this.driver.get("about:blank");
		console();
		this.driver.get(url);
	}

	void click(String selector) {
		this.driver.findElement(By.cssSelector(selector)).click();
	}

	/**
	 * Press keys in whatever has the focus.
	 * @param keys the keys
	 */
	void press(CharSequence keys) {
		this.driver.switchTo().activeElement().sendKeys(keys);
	}

	/**
	 * Return the text of an element, at one moment: it may be replaced in the next.
	 * @param selector which element
	 * @return its text, empty if there is no such element
	 */
	String text(String selector) {
		return (String) run("return document.querySelector(arguments[0])?.textContent ?? ''", selector);
	}

	long number(String selector) {
		String text = text(selector).replace(",", "");
		return text.matches("\\d+") ? Long.parseLong(text) : 0;
	}

	boolean isDisplayed(String selector) {
		return this.driver.findElement(By.cssSelector(selector)).isDisplayed();
	}

	Object run(String script, Object... arguments) {
		return this.driver.executeScript(script, arguments);
	}

	/**
	 * Return what the console got since the last call or visit: errors of scripts, and
	 * requests that failed.
	 * @return the lines
	 */
	List<String> console() {
		return this.driver.manage().logs().get(LogType.BROWSER).getAll().stream().map(LogEntry::getMessage).toList();
	}

	void scheme(String scheme) {
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
	}

	void size(int width, int height, boolean mobile) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile));
	}

	byte[] screenshot() {
		return this.driver.getScreenshotAs(OutputType.BYTES);
	}

	@Override
	public void close() {
		this.driver.quit();
		FileSystemUtils.deleteRecursively(this.profile.toFile());
	}

	private static Optional<File> onPath(String name) {
		return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.map((directory) -> new File(directory, name))
			.filter(File::canExecute)
			.findFirst();
	}

}
