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

import java.util.List;

import org.junit.jupiter.api.Test;

import io.framedtcp.benchmarks.peer.Peer;
import io.framedtcp.benchmarks.report.Cell;
import io.framedtcp.benchmarks.turns.Bout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Grid}.
 */
class GridTests {

	@Test
	void hasEachCellOnce() {
		assertThat(Grid.cells()).hasSize(144).doesNotHaveDuplicates();
	}

	@Test
	void hasNoConnectionsThatNobodyOpens() {
		assertThat(Grid.cells()).allMatch((cell) -> cell.connections() <= cell.callers());
	}

	@Test
	void onlyTheCrowdWithTheLargestFramesIsTooLarge() {
		assertThat(Grid.cells().stream().filter(Grid::isTooLarge)).hasSize(12)
			.allMatch((cell) -> cell.callers() == 1000 && cell.payload() == 1024 * 1024);
		assertThat(Grid.isTooLarge(Cell.plain(64, 8, 1024 * 1024))).isFalse();
	}

	@Test
	void hasTurnsForTheFloorAndAllPoolsButOne() {
		assertThat(Grid.peers()).contains(Peer.RAW, Peer.FRAMED_TCP)
			.doesNotContain(Peer.FREE_LIST_500, Peer.RAW_TESTED)
			.allMatch((peer) -> peer == Peer.RAW || peer.isPool())
			.hasSize(9);
	}

	@Test
	void oneProgramHasCellsOfOneKind() {
		List<List<Bout>> programs = Grid.programs(Grid.cells(), 2);
		assertThat(programs).hasSize(16);
		assertThat(programs).allSatisfy((bouts) -> {
			assertThat(bouts).hasSize(9);
			assertThat(bouts).extracting(Bout::isVirtual).containsOnly(bouts.get(0).isVirtual());
			assertThat(bouts).extracting(Bout::warmupMillis)
				.startsWith(bouts.get(0).warmupMillis(), bouts.get(1).warmupMillis());
			assertThat(bouts.get(0).warmupMillis()).isGreaterThan(bouts.get(1).warmupMillis());
		});
	}

}
