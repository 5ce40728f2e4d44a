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

package io.framedtcp.autoconfigure;

import java.util.Arrays;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;

import io.framedtcp.internal.UnsupportedVersionException;

/**
 * Stops the start with a Spring Boot that is too old. Runs before the auto-configurations
 * are loaded, because an older version lacks classes that they need. Applications that
 * exclude the auto-configurations start.
 */
class SpringBootVersionFilter implements AutoConfigurationImportFilter {

	private static final int NEEDED = 4;

	private static final String OURS = SpringBootVersionFilter.class.getPackageName() + ".";

	@Override
	public boolean[] match(@Nullable String[] autoConfigurationClasses,
			AutoConfigurationMetadata autoConfigurationMetadata) {
		if (Arrays.stream(autoConfigurationClasses)
			.filter(Objects::nonNull)
			.anyMatch((name) -> name.startsWith(OURS))) {
			requireSupported(SpringBootVersion.getVersion());
		}
		boolean[] match = new boolean[autoConfigurationClasses.length];
		Arrays.fill(match, true);
		return match;
	}

	static void requireSupported(String version) {
		int end = version.indexOf('.');
		if (Integer.parseInt(version, 0, end, 10) < NEEDED) {
			throw new UnsupportedVersionException("Spring Boot", version, NEEDED + ".0",
					"Upgrade Spring Boot, or remove framed-tcp from the class path.");
		}
	}

}
