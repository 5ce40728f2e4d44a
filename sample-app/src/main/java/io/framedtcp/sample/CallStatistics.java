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

package io.framedtcp.sample;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/**
 * Holds each reply against what was asked, and counts. Safe for use by many threads.
 */
class CallStatistics {

	private static final Pattern PRICE = Pattern.compile("\\d{1,9}\\.\\d\\d");

	private final LongAdder right = new LongAdder();

	private final LongAdder wrong = new LongAdder();

	private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();

	private final Latencies latencies = new Latencies();

	/**
	 * Count a reply: right if it is the price of the symbol that was asked for, else
	 * wrong.
	 * @param symbol what was asked for
	 * @param reply what came
	 * @param nanos how long it took
	 */
	void replied(String symbol, String reply, long nanos) {
		boolean answers = reply.startsWith(symbol + " ")
				&& PRICE.matcher(reply.substring(symbol.length() + 1)).matches();
		(answers ? this.right : this.wrong).increment();
		this.latencies.record(nanos);
	}

	/**
	 * Count a call that ended with an exception, by the exception's type.
	 * @param failure the exception
	 * @param nanos how long it took
	 */
	void failed(Exception failure, long nanos) {
		this.errors.computeIfAbsent(failure.getClass().getSimpleName(), (kind) -> new LongAdder()).increment();
		this.latencies.record(nanos);
	}

	Counts counts() {
		Map<String, Long> errors = new TreeMap<>();
		this.errors.forEach((kind, count) -> errors.put(kind, count.sum()));
		return new Counts(this.right.sum(), this.wrong.sum(), errors, this.latencies.counts());
	}

	/**
	 * What has been counted so far.
	 *
	 * @param right replies that were the price asked for
	 * @param wrong replies that were something else
	 * @param errors calls that ended with an exception, by its type
	 * @param latencies calls by the time they took, in the buckets of {@link Latencies}
	 */
	record Counts(long right, long wrong, Map<String, Long> errors, long[] latencies) {

	}

}
