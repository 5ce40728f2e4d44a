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

import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.util.Arrays;

import com.sun.management.ThreadMXBean;
import org.jspecify.annotations.Nullable;

/**
 * What this JVM has allocated so far.
 */
final class Allocation {

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	/** Of all threads there ever were, virtual ones too; since JDK 21. */
	private static final @Nullable Method TOTAL = find("getTotalThreadAllocatedBytes");

	private Allocation() {
	}

	static long ofAllThreads() throws ReflectiveOperationException {
		if (TOTAL != null) {
			return (long) TOTAL.invoke(THREADS);
		}
		return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
			.filter((bytes) -> bytes > 0)
			.sum();
	}

	private static @Nullable Method find(String name) {
		try {
			return ThreadMXBean.class.getMethod(name);
		}
		catch (NoSuchMethodException ex) {
			return null;
		}
	}

}
