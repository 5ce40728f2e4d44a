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

package io.framedtcp.test;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a fault is. Immutable.
 *
 * @param name the fault as it was asked for
 * @param points where it can be injected
 * @param condition whether an exchange that is at such a point has what the fault needs
 * @param action what it does
 * @param isLasting whether the server stays at the point for a while
 * @param isOfLength whether it needs frames that announce a length
 */
record FaultDefinition(String name, Set<Point> points, Predicate<Exchange> condition, FaultAction action,
		boolean isLasting, boolean isOfLength) {

	static final Set<Point> ANYWHERE = EnumSet.allOf(Point.class);

	static final Set<Point> BETWEEN_FRAMES = EnumSet.complementOf(EnumSet.of(Point.MID_HEADER, Point.MID_PAYLOAD));

	static final Set<Point> IN_REQUEST = EnumSet.of(Point.BEFORE_REQUEST, Point.MID_REQUEST);

	static final Set<Point> IN_REPLY = EnumSet.of(Point.BEFORE_REPLY, Point.MID_HEADER, Point.MID_PAYLOAD);

	static final Set<Point> IN_FRAME = EnumSet.of(Point.BEFORE_REQUEST, Point.MID_REQUEST, Point.BEFORE_REPLY,
			Point.MID_HEADER, Point.MID_PAYLOAD);

	static final Set<Point> AROUND_REPLY = EnumSet.of(Point.BEFORE_REQUEST, Point.MID_REQUEST, Point.BEFORE_REPLY,
			Point.AFTER_REPLY, Point.WHILE_IDLE);

	static final Set<Point> BEFORE_REPLY = EnumSet.of(Point.BEFORE_REPLY);

	FaultDefinition {
		points = Collections.unmodifiableSet(EnumSet.copyOf(points));
	}

	FaultDefinition(String name, Set<Point> points, FaultAction action) {
		this(name, points, (exchange) -> true, action, false, false);
	}

	FaultDefinition when(Predicate<Exchange> needed) {
		return new FaultDefinition(this.name, this.points, needed, this.action, this.isLasting, this.isOfLength);
	}

	FaultDefinition ofLength() {
		return new FaultDefinition(this.name, this.points, this.condition, this.action, this.isLasting, true);
	}

	FaultDefinition lasting() {
		return new FaultDefinition(this.name, this.points, this.condition, this.action, true, this.isOfLength);
	}

}
