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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The targets that could not be connected to a short while ago. They are tried after the
 * others, and anew, by one caller at a time, when the while is over.
 *
 * @param <T> what is connected to
 */
final class SetAside<T> {

	private final long delayNanos;

	/** When each of them is to be tried first again. */
	private final Map<T, Long> retryAt = new ConcurrentHashMap<>();

	SetAside(Duration delay) {
		this.delayNanos = TimeUnit.NANOSECONDS.convert(delay);
	}

	/**
	 * Put those that are set aside behind the others.
	 * @param targets in the order in which they would be tried
	 * @return all of them, in the order in which to try them
	 */
	List<T> order(List<T> targets) {
		if (this.retryAt.isEmpty() || targets.size() == 1) {
			return targets;
		}
		List<T> first = new ArrayList<>(targets.size());
		List<T> last = new ArrayList<>();
		for (T target : targets) {
			(isSetAside(target, first.isEmpty()) ? last : first).add(target);
		}
		first.addAll(last);
		return first;
	}

	void failed(T target) {
		long now = System.nanoTime();
		this.retryAt.put(target, now + this.delayNanos);
		// Those that nobody tries any more, say because a name has moved.
		this.retryAt.values().removeIf((retryAt) -> now - retryAt > this.delayNanos);
	}

	void connected(T target) {
		if (!this.retryAt.isEmpty()) {
			this.retryAt.remove(target);
		}
	}

	private boolean isSetAside(T target, boolean triedFirst) {
		Long retryAt = this.retryAt.get(target);
		if (retryAt == null) {
			return false;
		}
		long now = System.nanoTime();
		if (now - retryAt < 0) {
			return true;
		}
		// Whoever is first after the delay tries it, the others wait for the outcome. Not
		// one who may be served by another before he comes to it.
		return triedFirst && !this.retryAt.replace(target, retryAt, now + this.delayNanos);
	}

}
