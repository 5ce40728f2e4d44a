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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The table of all cells in which we were compared, and who with.
 */
final class CellTable {

	/** With more cells, their number says as much. */
	private static final int NAMED_CELLS = 6;

	private final List<Contest> contests;

	private final Reasons reasons;

	CellTable(List<Results> all, Reasons reasons) {
		this.contests = all.stream()
			.flatMap((results) -> results.cells().stream().map((cell) -> new Contest(results, cell)))
			.filter(Contest::isThere)
			.toList();
		this.reasons = reasons;
	}

	List<String> lines() {
		List<String> lines = new ArrayList<>();
		lines.add("Each cell is `transport/threads/callers x connections/bytes`. The raw socket is no pool, and so not"
				+ " among the best pools: with more callers than connections it has connections that no pool has."
				+ " We are ahead from 1.00 in the median, level if that is less but a round was at 1.00, else behind.");
		lines.add("");
		lines.add("| Cell | Level | / raw socket | Spread | / best pool | Spread | Best pool | Verdict | Reason |");
		lines.add("|---|---|---|---|---|---|---|---|---|");
		this.contests.forEach((contest) -> lines.add(row(contest)));
		lines.add("");
		lines.add("In " + this.contests.size() + " cells: " + numberOf(Contest.Verdict.AHEAD) + ", "
				+ numberOf(Contest.Verdict.LEVEL) + ", " + numberOf(Contest.Verdict.BEHIND) + ". Pools beside ours:");
		lines.add("");
		Map<String, List<Contest>> pools = pools();
		pools.forEach((names, cells) -> lines.add("- " + names + ", in " + names(cells)));
		if (pools.isEmpty()) {
			lines.add("- none");
		}
		return lines;
	}

	private String row(Contest contest) {
		Optional<String> best = contest.best();
		Series againstRaw = contest.against(Contest.RAW);
		Series againstBest = best.map(contest::against).orElse(againstRaw);
		return "| " + String.join(" | ", "`" + contest.cell() + "`", level(contest), ResultsPage.median(againstRaw),
				ResultsPage.spread(againstRaw), best.isPresent() ? ResultsPage.median(againstBest) : "",
				best.isPresent() ? ResultsPage.spread(againstBest) : "",
				best.map((variant) -> title(variant, contest.pools().size())).orElse(""),
				contest.verdict().map(Contest.Verdict::toString).orElse(""), reason(contest)) + " |";
	}

	private String reason(Contest contest) {
		Optional<Contest.Verdict> verdict = contest.verdict();
		if (verdict.isEmpty() || verdict.get() == Contest.Verdict.AHEAD) {
			return "";
		}
		return this.reasons.of(contest.cell()).orElse((verdict.get() == Contest.Verdict.BEHIND) ? Reasons.MISSING : "");
	}

	private String numberOf(Contest.Verdict verdict) {
		long number = this.contests.stream()
			.filter((contest) -> contest.verdict().filter(verdict::equals).isPresent())
			.count();
		return verdict + " in " + number;
	}

	private Map<String, List<Contest>> pools() {
		return this.contests.stream()
			.filter((contest) -> contest.best().isPresent())
			.collect(Collectors.groupingBy(
					(contest) -> contest.pools().stream().map(ResultsPage::label).collect(Collectors.joining("; ")),
					LinkedHashMap::new, Collectors.toList()));
	}

	private static String names(List<Contest> contests) {
		if (contests.size() > NAMED_CELLS) {
			return contests.size() + " cells of "
					+ contests.stream().map(CellTable::level).distinct().collect(Collectors.joining(" and "));
		}
		return contests.stream()
			.map((contest) -> "`" + contest.cell() + "` of " + level(contest))
			.collect(Collectors.joining(", "));
	}

	private static String title(String best, int pools) {
		return ResultsPage.label(best) + ((pools == 1) ? ", the only one" : ", best of " + pools);
	}

	private static String level(Contest contest) {
		return "`" + contest.results().level() + "`";
	}

}
