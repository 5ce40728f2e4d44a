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

package io.framedtcp.benchmarks.turns;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

import io.framedtcp.benchmarks.peer.Target;
import io.framedtcp.benchmarks.report.Measurement;

/**
 * Lets those of a bout take turns: all their connections are open, and the same callers
 * call one after the other, a round in this order and the next in reverse.
 */
final class Turns {

	/** The first time, code is compiled that lay idle while others were warmed up. */
	private static final int WARMUPS = 2;

	private final Bout bout;

	Turns(Bout bout) {
		this.bout = bout;
	}

	List<Measurement> measure(Function<Contender, Target> targets) throws Exception {
		List<OpenContender> open = new ArrayList<>();
		try (Callers callers = new Callers(this.bout)) {
			for (Contender contender : this.bout.contenders()) {
				open.add(OpenContender.open(contender, targets.apply(contender)));
			}
			for (int i = 0; i < WARMUPS; i++) {
				for (OpenContender contender : open) {
					callers.call(contender, this.bout.warmupMillis() / WARMUPS);
				}
			}
			List<Measurement> measured = new ArrayList<>();
			for (int round = 0; round < this.bout.rounds(); round++) {
				measured.addAll(round(round, open, callers));
			}
			return measured;
		}
		finally {
			for (OpenContender contender : open) {
				contender.close();
			}
		}
	}

	private List<Measurement> round(int round, List<OpenContender> open, Callers callers) throws Exception {
		List<TurnTotals> totals = open.stream().map((contender) -> new TurnTotals(contender.contender())).toList();
		List<Integer> order = new ArrayList<>();
		for (int i = 0; i < open.size(); i++) {
			order.add(i);
		}
		for (int turn = 0; turn < this.bout.turns(); turn++) {
			// Who comes second finds the machine as the first has left it.
			if ((round * this.bout.turns() + turn) % 2 == 1) {
				Collections.reverse(order);
			}
			for (int i : order) {
				totals.get(i).add(callers.call(open.get(i), this.bout.turnMillis()));
			}
		}
		return totals.stream().map((each) -> each.measurement(round)).toList();
	}

}
