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

package io.framedtcp.internal.shared;

import java.util.ArrayList;
import java.util.List;

/**
 * What the frames that have come are, once their calls are completed.
 */
final class Settled {

	/** Calls that are done, whose threads are to be woken. */
	private final int frames;

	private List<SharedCall> done = List.of();

	private List<SharedCall> swallowed = List.of();

	private List<byte[]> unsolicited = List.of();

	private List<byte[]> unknown = List.of();

	private boolean ambiguous;

	Settled(int frames) {
		this.frames = frames;
	}

	void addDone(SharedCall call) {
		if (!call.isDriver()) {
			if (this.done.isEmpty()) {
				this.done = new ArrayList<>(this.frames);
			}
			this.done.add(call);
		}
	}

	void addSwallowed(SharedCall call) {
		this.swallowed = added(this.swallowed, call);
	}

	void addUnknown(byte[] frame, Object key) {
		this.ambiguous |= key == Correlation.AMBIGUOUS;
		if (key == Correlation.UNSOLICITED) {
			this.unsolicited = added(this.unsolicited, frame);
		}
		else {
			this.unknown = added(this.unknown, frame);
		}
	}

	List<SharedCall> done() {
		return this.done;
	}

	/**
	 * Returns the calls that nobody waited for any more.
	 * @return the calls
	 */
	List<SharedCall> swallowed() {
		return this.swallowed;
	}

	/**
	 * Returns the frames that are no replies.
	 * @return their payloads
	 */
	List<byte[]> unsolicited() {
		return this.unsolicited;
	}

	/**
	 * Returns the frames that answer no request.
	 * @return their payloads
	 */
	List<byte[]> unknown() {
		return this.unknown;
	}

	boolean isUnknown() {
		return !this.unknown.isEmpty();
	}

	/**
	 * Returns whether a frame answers more than one request.
	 * @return whether one does
	 */
	boolean isAmbiguous() {
		return this.ambiguous;
	}

	private static <T> List<T> added(List<T> list, T element) {
		List<T> target = list.isEmpty() ? new ArrayList<>() : list;
		target.add(element);
		return target;
	}

}
