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

import java.util.ArrayList;
import java.util.List;

import io.framedtcp.test.Point;

/**
 * A cell of the matrix.
 *
 * @param fault what the server does wrong
 * @param point where
 * @param reused whether the connection was idle before the call
 * @param kind of the call
 * @param matched whether the client has a matcher
 */
record Cell(MatrixFault fault, Point point, boolean reused, CallKind kind, boolean matched) {

	/**
	 * Return all cells: each fault at each of its points, in each circumstance.
	 * @return the cells
	 */
	static List<Cell> all() {
		List<Cell> cells = new ArrayList<>();
		for (MatrixFault fault : MatrixFault.values()) {
			for (Point point : fault.fault().points()) {
				cells.addAll(of(fault, point));
			}
		}
		return cells;
	}

	private static List<Cell> of(MatrixFault fault, Point point) {
		List<Cell> cells = new ArrayList<>();
		for (boolean reused : new boolean[] { false, true }) {
			for (CallKind kind : CallKind.values()) {
				cells.add(new Cell(fault, point, reused, kind, false));
				cells.add(new Cell(fault, point, reused, kind, true));
			}
		}
		return cells;
	}

	/**
	 * Return whether the fault strikes a connection that is idle, before the call.
	 * @return whether the call finds it done
	 */
	boolean isStruckWhileIdle() {
		return this.point == Point.WHILE_IDLE || (this.point == Point.ON_ACCEPT && this.reused);
	}

	/**
	 * Return whether the connection serves an exchange before the fault.
	 * @return {@code false} if it is opened and nothing else
	 */
	boolean isWarmedUp() {
		return this.reused && this.point != Point.ON_ACCEPT;
	}

	/**
	 * Return whether the server answers the call. It does not answer what is only sent,
	 * unless the fault needs a reply.
	 * @return whether it writes a reply
	 */
	boolean isAnswered() {
		return this.kind != CallKind.SEND || isAtReply();
	}

	private boolean isAtReply() {
		return this.point.compareTo(Point.BEFORE_REPLY) >= 0 && this.point != Point.WHILE_IDLE;
	}

	/**
	 * Return what the cells of a row have in common.
	 * @return the fault and the point
	 */
	String row() {
		return this.fault + " at " + this.point;
	}

	@Override
	public String toString() {
		return row() + ", " + (this.reused ? "reused" : "fresh") + " connection, " + this.kind
				+ (this.matched ? ", with a matcher" : ", without a matcher");
	}

}
