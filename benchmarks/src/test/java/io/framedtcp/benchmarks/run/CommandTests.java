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

package io.framedtcp.benchmarks.run;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Command}.
 */
class CommandTests {

	@Test
	void theGridGoesOnWhereItWasLeft() {
		Command command = Command.parse(new String[] { "--grid", "--resume", "--only", "^tls" });
		assertThat(command.level()).isEqualTo(Level.GRID);
		assertThat(command.resume()).isTrue();
		assertThat(command.only().pattern()).isEqualTo("^tls");
	}

	@Test
	void onlyTheGridGoesOn() {
		assertThatIllegalArgumentException().isThrownBy(() -> Command.parse(new String[] { "--ratios", "--resume" }))
			.withMessage("--resume needs --grid");
	}

	@Test
	void anOptionThatIsUnknownIsNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> Command.parse(new String[] { "--fast" }))
			.withMessageContaining("--fast");
	}

}
