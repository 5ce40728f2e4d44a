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

package io.framedtcp.internal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A number that only the thread which uses a connection changes. Any thread may read it,
 * a little late. A change costs no more than that of a plain variable.
 */
public final class SingleWriterCounter {

	private final AtomicLong value;

	public SingleWriterCounter(long value) {
		this.value = new AtomicLong(value);
	}

	public void add(long amount) {
		this.value.lazySet(this.value.getPlain() + amount);
	}

	public void set(long value) {
		this.value.lazySet(value);
	}

	public long get() {
		return this.value.get();
	}

}
