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

package io.framedtcp.benchmarks.server;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Cores}.
 */
class CoresTests {

	@Test
	void listsAreExpanded() {
		assertThat(Cores.expand("0")).containsExactly("0");
		assertThat(Cores.expand("0-3")).containsExactly("0", "1", "2", "3");
		assertThat(Cores.expand("2,5-6,9")).containsExactly("2", "5", "6", "9");
	}

	@Test
	void sharedCoresNeedNoCommand() {
		assertThat(Cores.shared().isSeparate()).isFalse();
		assertThat(Cores.shared().serverPrefix()).isEmpty();
	}

}
