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

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import io.framedtcp.benchmarks.peer.Peer;
import io.framedtcp.benchmarks.report.Cell;
import io.framedtcp.benchmarks.server.Service;

/**
 * One who takes turns.
 *
 * @param name what it is called in results, together with the variant
 * @param variant who does it
 * @param cell by how many callers, over how many connections, with how many bytes
 * @param peer the client
 * @param idle how many connections are there when the exchanges begin; 0 for those that
 * the callers open
 * @param batch how many requests are sent at once; 0 for one that is no batch
 * @param slow whether the server takes its time
 * @param jar the library of a version of ours that is loaded apart from others;
 * {@code null} for the client as it is on the class path
 */
public record Contender(String name, String variant, Cell cell, Peer peer, int idle, int batch, boolean slow,
		@Nullable String jar) {

	/**
	 * Create one that exchanges one request after the other.
	 * @param cell where
	 * @param peer by which client
	 * @return the contender
	 */
	public static Contender of(Cell cell, Peer peer) {
		return beside(cell, peer.name(), cell, peer);
	}

	/**
	 * Create one to whom those of a cell are compared, though it is none of them.
	 * @param compared the cell
	 * @param variant its name there
	 * @param cell where it exchanges one request after the other
	 * @param peer by which client
	 * @return the contender
	 */
	public static Contender beside(Cell compared, String variant, Cell cell, Peer peer) {
		return new Contender(compared.name(), variant, cell, peer, 0, 0, false, null);
	}

	/**
	 * Create one of ours that sends several requests at once.
	 * @param cell where
	 * @param size how many
	 * @return the contender
	 */
	public static Contender batch(Cell cell, int size) {
		return new Contender("batch", "batch of " + size, cell, Peer.FRAMED_TCP, 0, size, false, null);
	}

	/**
	 * Create one of ours that sends one request after the other, to be compared with a
	 * batch.
	 * @param cell where
	 * @return the contender
	 */
	public static Contender oneByOne(Cell cell) {
		return new Contender("batch", "one by one", cell, Peer.FRAMED_TCP, 0, 0, false, null);
	}

	/**
	 * Create one of ours that has idle connections beside those that are used.
	 * @param cell where
	 * @param idle how many
	 * @return the contender
	 */
	public static Contender idle(Cell cell, int idle) {
		return new Contender("idle", idle + " idle", cell, Peer.FRAMED_TCP, idle, 0, false, null);
	}

	/**
	 * Create one to whom others of a row are compared.
	 * @param row the name of the row
	 * @param cell where it exchanges one request after the other
	 * @param peer by which client
	 * @return the contender
	 */
	public static Contender inRow(String row, Cell cell, Peer peer) {
		return new Contender(row, peer.name(), cell, peer, 0, 0, false, null);
	}

	/**
	 * Return the same that sends several requests at once.
	 * @param size how many
	 * @return another contender
	 */
	public Contender withBatches(int size) {
		return new Contender(this.name, this.variant, this.cell, this.peer, this.idle, size, this.slow, this.jar);
	}

	/**
	 * Return the same with a server that takes its time.
	 * @return another contender
	 */
	public Contender withSlowServer() {
		return new Contender(this.name, this.variant, this.cell, this.peer, this.idle, this.batch, true, this.jar);
	}

	/**
	 * Return the same of a version of ours that is compared with another one.
	 * @param row the name of the row
	 * @param version what the version is called there
	 * @param library its core jar
	 * @return another contender
	 */
	public Contender ofVersion(String row, String version, Path library) {
		return new Contender(row, version, this.cell, this.peer, this.idle, this.batch, this.slow, library.toString());
	}

	/**
	 * Return what it talks to.
	 * @return the service
	 */
	public Service service() {
		if (this.slow) {
			return Service.SLOW;
		}
		return this.cell.tls() ? Service.TLS : this.peer.service();
	}

	/**
	 * Return how many exchanges end together.
	 * @return the number of requests in a batch, or 1
	 */
	int exchangesAtOnce() {
		return Math.max(1, this.batch);
	}

}
