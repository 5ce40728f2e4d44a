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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the project tells its users, the README and the files in docs, taken apart.
 */
class Manual {

	private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");

	private static final Pattern LINK = Pattern.compile("]\\((?!https?:|\\?)([^)#]*)(#[^)]*)?\\)");

	private static final Pattern IMAGE = Pattern.compile("src(?:set)?=\"(?!https?:)([^\"]*)\"");

	private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

	private final List<Path> files = new ArrayList<>();

	Manual() throws IOException {
		this.files.add(file("README.md"));
		try (Stream<Path> docs = Files.list(file("docs"))) {
			docs.filter(Files::isRegularFile).sorted().forEach(this.files::add);
		}
	}

	/**
	 * Return a file of the project; tests run in the directory of their module.
	 * @param name path from the project's root
	 * @return the file
	 */
	static Path file(String name) {
		return Path.of("..", name);
	}

	/**
	 * Return what a file of the project says.
	 * @param name path from the project's root
	 * @return its text
	 */
	static String text(String name) {
		return read(file(name));
	}

	/**
	 * Return what a page shows as an example, or with the system property
	 * {@code manual.write} let it show what it should.
	 * @param name path from the project's root
	 * @param heading the heading above the example
	 * @param actual what it should be
	 * @return what stands between the next fences
	 * @throws IOException if the page cannot be written
	 */
	static String example(String name, String heading, String actual) throws IOException {
		Pattern example = Pattern.compile("(?ms)(^#+ " + heading + "$.*?^```\\n)(.*?)(^```$)");
		String page = text(name);
		if (System.getProperty("manual.write") != null) {
			page = example.matcher(page).replaceFirst("$1" + Matcher.quoteReplacement(actual) + "$3");
			Files.writeString(file(name), page);
		}
		Matcher found = example.matcher(page);
		return found.find() ? found.group(2) : "";
	}

	/**
	 * Return the code blocks of a language.
	 * @param language as it stands behind the opening fence
	 * @return what stands between the fences
	 */
	List<String> blocks(String language) {
		return blocks(this.files.stream(), language);
	}

	/**
	 * Return the examples in Java. The recipes need libraries that only interop-tests
	 * has, where each is compiled and run.
	 * @return the code, but for docs/protocols.md
	 */
	List<String> javaExamples() {
		return blocks(this.files.stream().filter((file) -> !file.endsWith("protocols.md")), "java");
	}

	/**
	 * Return the rows of all tables of a kind, below their heads.
	 * @param firstHeadings the headings of its first columns
	 * @return their rows, each a list of cells
	 */
	List<List<String>> table(String... firstHeadings) {
		Pattern table = Pattern.compile("(?m)^\\| " + Pattern.quote(String.join(" | ", firstHeadings))
				+ " \\|.*\\n\\|[-|]+\\|\\n((?:\\|.*\\|\\n)+)");
		return find(table).flatMap((found) -> found.group(1).lines()).map(this::cells).toList();
	}

	/**
	 * Return the links from the files to others, to headings or to images.
	 * @return what does not exist of that to which they lead
	 */
	List<String> brokenLinks() {
		List<String> broken = new ArrayList<>();
		for (Path file : this.files) {
			for (MatchResult link : LINK.matcher(read(file)).results().toList()) {
				Path target = link.group(1).isEmpty() ? file : file.resolveSibling(link.group(1));
				if (!Files.exists(target) || (link.group(2) != null && !headings(target).contains(link.group(2)))) {
					broken.add(file + ": " + link.group());
				}
			}
			IMAGE.matcher(read(file))
				.results()
				.filter((image) -> !Files.exists(file.resolveSibling(image.group(1))))
				.forEach((image) -> broken.add(file + ": " + image.group()));
		}
		return broken;
	}

	private List<String> headings(Path file) {
		return HEADING.matcher(read(file)).results().map((heading) -> anchor(heading.group(1))).toList();
	}

	private String anchor(String heading) {
		return "#" + heading.toLowerCase(Locale.ROOT).replace(' ', '-').replaceAll("[^a-z0-9-]", "");
	}

	private static List<String> blocks(Stream<Path> files, String language) {
		return find(files, BLOCK).filter((block) -> block.group(1).equals(language))
			.map((block) -> block.group(2))
			.toList();
	}

	private Stream<MatchResult> find(Pattern pattern) {
		return find(this.files.stream(), pattern);
	}

	private static Stream<MatchResult> find(Stream<Path> files, Pattern pattern) {
		return files.map(Manual::read).flatMap((text) -> pattern.matcher(text).results());
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new IllegalStateException("Cannot read " + file, ex);
		}
	}

	private List<String> cells(String row) {
		return Arrays.stream(row.substring(1).split("\\|")).map(String::strip).toList();
	}

}
