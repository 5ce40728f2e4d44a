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

package io.framedtcp.connection;

import java.util.ArrayList;
import java.util.List;

/**
 * What the attempts for one connection have come to.
 * <p>
 * Used by one thread.
 */
final class Attempts {

	private final FailedRoutes failedRoutes;

	private final boolean hurried;

	private final List<AttemptFailedException> failures = new ArrayList<>();

	private final List<Route> setAside = new ArrayList<>();

	static {
		// Needed when there is no descriptor left to load classes with.
		LocalFault.values();
		RouteFailure.values();
		ConnectStep.values();
	}

	/**
	 * Begins.
	 * @param failedRoutes is told of routes that failed
	 * @param hurried whether the caller leaves so little time that to run out of it says
	 * little of a route
	 */
	Attempts(FailedRoutes failedRoutes, boolean hurried) {
		this.failedRoutes = failedRoutes;
		this.hurried = hurried;
	}

	/**
	 * Notes a failure.
	 * @param route what was tried
	 * @param failure what happened
	 * @param othersLeft whether others were left to be tried, so that a route which ran
	 * out of time has cost them some
	 */
	void failed(Route route, AttemptFailedException failure, boolean othersLeft) {
		this.failures.add(failure);
		boolean proof = othersLeft || !(this.hurried && failure.isTimedOut());
		if (proof && !failure.isLocalFault() && !failure.isClientClosed()) {
			setAside(route, RouteFailure.of(failure.getStep()), failure.getSummary());
		}
	}

	/**
	 * Notes that another route was faster.
	 * @param route what was tried first
	 * @param elapsedNanos for how long
	 * @param winner what was faster
	 */
	void slow(Route route, long elapsedNanos, Route winner) {
		setAside(route, RouteFailure.CONNECT,
				"not connected after " + elapsedNanos / 1_000_000 + " ms, when " + winner + " was");
	}

	private void setAside(Route route, RouteFailure failure, String summary) {
		if (this.failedRoutes.failed(route, failure, summary)) {
			this.setAside.add(route);
		}
	}

	/**
	 * Notes the end.
	 * @param route the route by which the connection was opened
	 */
	void connected(Route route) {
		this.failedRoutes.connected(route);
		this.setAside.forEach(this.failedRoutes::announce);
	}

	/**
	 * Returns what has failed.
	 * @return the failures, in the order in which they happened
	 */
	List<AttemptFailedException> failures() {
		return this.failures;
	}

}
