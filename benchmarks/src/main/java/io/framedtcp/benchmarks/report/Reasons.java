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

package io.framedtcp.benchmarks.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Why figures are not what they are to be, as somebody has found out.
 */
public final class Reasons {

	/** Stands where nobody has. */
	static final String MISSING = "**no reason given**";

	private final Map<Pattern, String> texts = new LinkedHashMap<>();

	Reasons(Map<String, String> texts) {
		texts.forEach((regex, text) -> this.texts.put(Pattern.compile(regex), text));
	}

	/**
	 * Read reasons.
	 * @param file a JSON object: regular expressions for goals or cells, and texts
	 * @return the reasons; none if there is no file
	 */
	public static Reasons read(Path file) {
		if (!Files.exists(file)) {
			return new Reasons(Map.of());
		}
		return new Reasons(JsonMapper.builder()
			.build()
			.readValue(file.toFile(), new TypeReference<LinkedHashMap<String, String>>() {
			}));
	}

	/**
	 * Find a reason.
	 * @param what a goal or a cell
	 * @return the first that is for it, if there is one
	 */
	Optional<String> of(String what) {
		return this.texts.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().matcher(what).find())
			.map(Map.Entry::getValue)
			.findFirst();
	}

}
