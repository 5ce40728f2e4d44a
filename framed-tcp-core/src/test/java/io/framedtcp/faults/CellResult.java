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

package io.framedtcp.faults;

import java.util.EnumSet;

/**
 * What came of a cell.
 *
 * @param outcome what came of the call
 * @param kept whether the connection that the fault struck served the next call
 * @param next what came of the next call
 * @param failure why that is not as it should be, or {@code null} if it is
 */
record CellResult(Outcome outcome, boolean kept, Outcome next, Throwable failure) {

	static CellResult failed(Throwable failure) {
		return new CellResult(null, false, null, failure);
	}

	@Override
	public String toString() {
		return (this.failure != null) ? "FAILED" : Prediction.format(EnumSet.of(this.outcome), this.kept, this.next);
	}

}
