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

/**
 * A cell of the grid.
 *
 * @param tls whether over TLS
 * @param virtual whether the callers are virtual threads
 * @param callers how many callers there are
 * @param connections how many connections a client may hold
 * @param payload bytes of requests and replies
 */
public record Cell(boolean tls, boolean virtual, int callers, int connections, int payload) {

	/**
	 * Create a cell without TLS and with platform threads.
	 * @param callers how many callers there are
	 * @param connections how many connections a client may hold
	 * @param payload bytes of requests and replies
	 * @return the cell
	 */
	public static Cell plain(int callers, int connections, int payload) {
		return new Cell(false, false, callers, connections, payload);
	}

	/**
	 * Return the same cell over TLS.
	 * @return another cell
	 */
	public Cell withTls() {
		return new Cell(true, this.virtual, this.callers, this.connections, this.payload);
	}

	/**
	 * Return the same cell with virtual threads.
	 * @return another cell
	 */
	public Cell withVirtualThreads() {
		return new Cell(this.tls, true, this.callers, this.connections, this.payload);
	}

	/**
	 * Return what the cell is called in results.
	 * @return its name
	 */
	public String name() {
		return (this.tls ? "tls" : "plain") + "/" + (this.virtual ? "virtual" : "platform") + "/" + this.callers + "x"
				+ this.connections + "/" + this.payload;
	}

}
