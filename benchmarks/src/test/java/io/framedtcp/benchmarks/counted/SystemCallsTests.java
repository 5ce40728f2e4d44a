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

package io.framedtcp.benchmarks.counted;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SystemCalls}.
 */
class SystemCallsTests {

	@Test
	void readsTheNumbersOfASummary() {
		String summary = """
				% time     seconds  usecs/call     calls    errors syscall
				------ ----------- ----------- --------- --------- ----------------
				 60.00    0.000600           6       100           write
				 40.00    0.000400           2       200       100 read
				------ ----------- ----------- --------- --------- ----------------
				100.00    0.001000           3       300       100 total
				""";
		assertThat(SystemCalls.parse(summary.lines().toList())).isEqualTo(Map.of("write", 100.0, "read", 200.0));
	}

}
