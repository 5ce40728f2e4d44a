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

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;

import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Starts applications that must not start, so that they print why.
 */
final class FailingStart {

	private FailingStart() {
	}

	/**
	 * Start an application and see it fail.
	 * @param application the configuration of the application
	 * @param args its arguments
	 */
	static void of(Class<?> application, String... args) {
		assertThatException().isThrownBy(() -> run(application, args));
	}

	private static void run(Class<?> application, String... args) {
		SpringApplication spring = new SpringApplication(application);
		spring.setBannerMode(Banner.Mode.OFF);
		spring.run(args).close();
	}

}
