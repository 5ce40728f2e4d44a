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

package io.framedtcp.internal.route;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.internal.ConnectCancellation;
import io.framedtcp.internal.Deadline;
import io.framedtcp.support.Callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HostResolver}.
 */
class HostResolverTests {

	private static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();

	private final AtomicInteger lookups = new AtomicInteger();

	@Test
	void nameIsLookedUpAnewEachTime() throws IOException {
		HostResolver resolver = new HostResolver((host) -> {
			this.lookups.incrementAndGet();
			return new InetAddress[] { ADDRESS };
		});
		assertThat(resolve(resolver, "host", inTenSeconds())).containsExactly(ADDRESS);
		assertThat(resolve(resolver, "host", inTenSeconds())).containsExactly(ADDRESS);
		assertThat(this.lookups).hasValue(2);
	}

	@Test
	void failureIsThrownAndNotRemembered() {
		HostResolver resolver = new HostResolver((host) -> {
			this.lookups.incrementAndGet();
			throw new UnknownHostException(host);
		});
		for (int i = 1; i <= 2; i++) {
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> resolve(resolver, "host", inTenSeconds()))
				.withCauseInstanceOf(UnknownHostException.class);
			assertThat(this.lookups).hasValue(i);
		}
	}

	@Test
	void failureThatTheJdkRepeatsFromItsCacheKeepsItsReason() {
		List<String> messages = List.of("host: System error", "host", "host: Name or service not known", "host");
		HostResolver resolver = new HostResolver((host) -> {
			throw new UnknownHostException(messages.get(this.lookups.getAndIncrement()));
		});
		for (int i = 0; i < messages.size(); i++) {
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> resolve(resolver, "host", inTenSeconds()))
				.havingCause()
				.withMessage(messages.get(i - i % 2));
		}
	}

	@Test
	void lookUpThatHangsEndsAtTheDeadlineAndHoldsOneThread() {
		CountDownLatch release = new CountDownLatch(1);
		HostResolver resolver = hanging(release);
		try (Callers callers = new Callers()) {
			List<Duration> elapsed = callers.callAll(10, (caller) -> {
				long start = System.nanoTime();
				assertThatExceptionOfType(SocketTimeoutException.class)
					.isThrownBy(() -> resolve(resolver, "host", Deadline.after(Duration.ofMillis(200))));
				return Duration.ofNanos(System.nanoTime() - start);
			});
			assertThat(elapsed)
				.allSatisfy((each) -> assertThat(each).isBetween(Duration.ofMillis(200), Duration.ofMillis(1200)));
			assertThat(this.lookups).hasValue(1);
		}
		release.countDown();
	}

	@Test
	void interruptedCallerLeavesAtOnceWithItsFlagSet() {
		CountDownLatch release = new CountDownLatch(1);
		HostResolver resolver = hanging(release);
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedIOException.class)
			.isThrownBy(() -> resolve(resolver, "host", inTenSeconds()));
		assertThat(Thread.interrupted()).isTrue();
		release.countDown();
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::1", "fe80::1%1" })
	void ipAddressNeedsNoThread(String address) throws IOException {
		Thread caller = Thread.currentThread();
		HostResolver resolver = new HostResolver((host) -> {
			assertThat(Thread.currentThread()).isSameAs(caller);
			return new InetAddress[] { ADDRESS };
		});
		assertThat(resolve(resolver, address, inTenSeconds())).containsExactly(ADDRESS);
	}

	@ParameterizedTest
	@ValueSource(strings = { "10.1.2.300", "10.1.2.3.", "10.1", "1e100.net", "name:9000", "zz:1" })
	void whatOnlyLooksLikeAnIpAddressIsLookedUpWithinTheDeadline(String name) {
		CountDownLatch release = new CountDownLatch(1);
		HostResolver resolver = hanging(release);
		assertThatExceptionOfType(SocketTimeoutException.class)
			.isThrownBy(() -> resolve(resolver, name, Deadline.after(Duration.ofMillis(50))));
		release.countDown();
	}

	private HostResolver hanging(CountDownLatch release) {
		return new HostResolver((host) -> {
			this.lookups.incrementAndGet();
			try {
				release.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return new InetAddress[] { ADDRESS };
		});
	}

	private static InetAddress[] resolve(HostResolver resolver, String host, Deadline deadline) throws IOException {
		HostLookup lookup = resolver.lookUp(host);
		if (!lookup.await(deadline, new ConnectCancellation())) {
			throw new SocketTimeoutException(host);
		}
		return lookup.addresses();
	}

	private static Deadline inTenSeconds() {
		return Deadline.after(Duration.ofSeconds(10));
	}

}
