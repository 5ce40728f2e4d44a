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

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.framedtcp.spi.CorrelationKey;

/**
 * The calls by their keys. A call is itself the entry of the hash table, so adding it
 * allocates nothing.
 * <p>
 * Used under the connection's lock.
 */
final class CallsByKey {

	private static final int INITIAL_SIZE = 64;

	/** The maximum number of buckets; the calls in flight are bounded. */
	private static final int LARGEST_SIZE = 1 << 20;

	private @Nullable SharedCall[] buckets = new @Nullable SharedCall[INITIAL_SIZE];

	private int size;

	/**
	 * Adds a call, unless another one has the same key.
	 * @param key the key of the call
	 * @param call the call
	 * @return whether it was added
	 */
	boolean add(CorrelationKey key, SharedCall call) {
		SharedCall other = this.buckets[bucket(key)];
		while (other != null) {
			if (key.equals(other.key())) {
				return false;
			}
			other = other.nextInBucket;
		}
		if (this.size >= this.buckets.length && this.buckets.length < LARGEST_SIZE) {
			grow();
		}
		put(call, key);
		this.size++;
		return true;
	}

	/**
	 * Removes the call with a key.
	 * @param key the key
	 * @return the call, or {@code null} if there is none
	 */
	@Nullable SharedCall remove(Object key) {
		int bucket = bucket(key);
		SharedCall before = null;
		SharedCall call = this.buckets[bucket];
		while (call != null && !key.equals(call.key())) {
			before = call;
			call = call.nextInBucket;
		}
		if (call != null) {
			unlink(call, before, bucket);
		}
		return call;
	}

	/**
	 * Removes a call. Another call with the same key stays.
	 * @param key the key of the call
	 * @param call the call
	 */
	void remove(CorrelationKey key, SharedCall call) {
		int bucket = bucket(key);
		SharedCall before = null;
		SharedCall each = this.buckets[bucket];
		while (each != null && each != call) {
			before = each;
			each = each.nextInBucket;
		}
		if (each != null) {
			unlink(call, before, bucket);
		}
	}

	private void unlink(SharedCall call, @Nullable SharedCall before, int bucket) {
		if (before != null) {
			before.nextInBucket = call.nextInBucket;
		}
		else {
			this.buckets[bucket] = call.nextInBucket;
		}
		call.nextInBucket = null;
		this.size--;
	}

	private void grow() {
		@Nullable SharedCall[] before = this.buckets;
		this.buckets = new @Nullable SharedCall[2 * before.length];
		for (SharedCall first : before) {
			SharedCall call = first;
			while (call != null) {
				SharedCall next = call.nextInBucket;
				put(call, Objects.requireNonNull(call.key()));
				call = next;
			}
		}
	}

	private void put(SharedCall call, Object key) {
		int bucket = bucket(key);
		call.nextInBucket = this.buckets[bucket];
		this.buckets[bucket] = call;
	}

	private int bucket(Object key) {
		int hash = key.hashCode();
		return (hash ^ (hash >>> 16)) & (this.buckets.length - 1);
	}

}
