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
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.framedtcp.config.AddressSelection;
import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.ConnectionSettingsBuilder;
import io.framedtcp.internal.ConnectCancellation;
import io.framedtcp.internal.Deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link RouteQueue}.
 */
class RouteQueueTests {

	private final Thread test = Thread.currentThread();

	private final CountDownLatch slow = new CountDownLatch(1);

	@Test
	void familiesTakeTurnsBeginningWithTheFirst() throws IOException {
		InetAddress[] addresses = { ip("2001:db8::1"), ip("2001:db8::2"), ip("2001:db8::3"), ip("192.0.2.1"),
				ip("192.0.2.2") };
		ConnectionSettings settings = ConnectionSettings.builder()
			.address("name", 9000)
			.address("192.0.2.9", 9000)
			.lookup((host) -> host.equals("name") ? addresses : new InetAddress[] { ip(host) })
			.build();
		assertThat(order(settings, 0)).containsExactly("2001:db8:0:0:0:0:0:1", "192.0.2.1", "2001:db8:0:0:0:0:0:2",
				"192.0.2.2", "2001:db8:0:0:0:0:0:3", "192.0.2.9");
	}

	@Test
	void failedRoutesComeLast() throws IOException {
		ConnectionSettings settings = ConnectionSettings.builder()
			.address("192.0.2.1", 9000)
			.address("192.0.2.2", 9000)
			.address("192.0.2.3", 9000)
			.build();
		FailedRoutes failedRoutes = failedRoutes(settings);
		assertThat(order(settings, failedRoutes, 0)).containsExactly("192.0.2.1", "192.0.2.2", "192.0.2.3");
		failedRoutes.failed(Routes.of("192.0.2.1", 9000), RouteFailure.CONNECT, "");
		assertThat(order(settings, failedRoutes, 0)).containsExactly("192.0.2.2", "192.0.2.3", "192.0.2.1");
	}

	@Test
	void familiesOfOneNameAlternateBeforeTheNextName() throws IOException {
		ConnectionSettingsBuilder settings = ConnectionSettings.builder()
			.address("10.0.0.1", 9000)
			.address("10.0.0.2", 9000)
			.lookup((host) -> host.equals("10.0.0.1") ? new InetAddress[] { ip("2001:db8::1"), ip("2001:db8::2") }
					: new InetAddress[] { ip("192.0.2.1"), ip("2001:db8::3") });
		assertThat(order(settings.build(), 0)).containsExactly("2001:db8:0:0:0:0:0:1", "2001:db8:0:0:0:0:0:2",
				"192.0.2.1", "2001:db8:0:0:0:0:0:3");
		assertThat(order(settings.addressSelection(AddressSelection.ROUND_ROBIN).build(), 1))
			.containsExactly("2001:db8:0:0:0:0:0:2", "192.0.2.1", "2001:db8:0:0:0:0:0:3", "2001:db8:0:0:0:0:0:1");
	}

	@Test
	void routesThatArePutBackComeFirst() throws IOException {
		ConnectionSettings settings = ConnectionSettings.builder()
			.address("name", 9000)
			.lookup((host) -> new InetAddress[] { ip("2001:db8::1"), ip("192.0.2.1"), ip("2001:db8::2") })
			.build();
		try (RouteQueue queue = queue(settings, failedRoutes(settings))) {
			queue.find(0, inTenSeconds(), inTenSeconds());
			queue.poll();
			Route second = queue.poll();
			queue.putBack(List.of(second));
			assertThat(queue.poll()).isEqualTo(second);
			assertThat(queue.poll())
				.isEqualTo(new Route(settings.addresses().get(0), new InetSocketAddress(ip("2001:db8::2"), 9000)));
			assertThat(queue.poll()).isNull();
		}
	}

	@Test
	void nameThatWasWaitedForInVainCostsTheOthersNothingUntilItIsResolved() throws Exception {
		ConnectionSettings settings = withSlowName().build();
		HostResolver resolver = new HostResolver(settings.lookup());
		FailedRoutes failedRoutes = failedRoutes(settings);
		RouteQueue first = new RouteQueue(settings, resolver, failedRoutes, new ConnectCancellation());
		try (RouteQueue second = new RouteQueue(settings, resolver, failedRoutes, new ConnectCancellation())) {
			first.find(0, inTenSeconds(), Deadline.after(Duration.ofMillis(20)));
			assertThat(resolver.isLate("slow")).isTrue();
			findWithoutWaiting(second);
			assertThat(second.size()).isOne();
			assertThat(second.isLookingUp()).isTrue();
			assertThat(second.unresolved()).containsOnlyKeys(settings.addresses().get(0));
			AtomicInteger resolved = new AtomicInteger();
			second.whenResolved(() -> resolved.addAndGet(1000));
			second.whenResolved(resolved::incrementAndGet);
			first.whenResolved(() -> resolved.addAndGet(100));
			first.close();
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(InterruptedIOException.class).as("it waits for the name")
				.isThrownBy(() -> second.await(inTenSeconds()));
			assertThat(Thread.interrupted()).isTrue();
			this.slow.countDown();
			second.await(inTenSeconds());
			assertThat(second.size()).isEqualTo(2);
			assertThat(second.isLookingUp()).isFalse();
			assertThat(second.hasOther(settings.addresses().get(0))).isTrue();
			assertThat(resolver.isLate("slow")).isFalse();
			await().untilAsserted(() -> assertThat(resolved).hasValue(1));
		}
	}

	@Test
	void inOrderNoNameIsWaitedForOnceAnAddressIsKnown() throws Exception {
		ConnectionSettings settings = ConnectionSettings.builder()
			.address("192.0.2.1", 9000)
			.address("slow", 9000)
			.lookup(this::lookUp)
			.build();
		try (RouteQueue queue = queue(settings, failedRoutes(settings))) {
			findWithoutWaiting(queue);
			assertThat(queue.size()).isOne();
			assertThat(queue.hasOther(settings.addresses().get(0))).isFalse();
		}
		finally {
			this.slow.countDown();
		}
	}

	@Test
	void onlyNameIsWaitedForUntilTheDeadline() throws Exception {
		ConnectionSettings settings = ConnectionSettings.builder()
			.address("awaited", 9000)
			.lookup(this::lookUp)
			.build();
		try (RouteQueue queue = queue(settings, failedRoutes(settings))) {
			queue.find(0, inTenSeconds(), Deadline.after(Duration.ZERO));
			assertThat(queue.size()).isOne();
		}
	}

	@Test
	void routesThatTakeTurnsAreThoseOfAllNames() throws Exception {
		ConnectionSettings settings = ConnectionSettings.builder()
			.address("192.0.2.1", 9000)
			.address("awaited", 9000)
			.addressSelection(AddressSelection.ROUND_ROBIN)
			.lookup(this::lookUp)
			.build();
		try (RouteQueue queue = queue(settings, failedRoutes(settings))) {
			queue.find(0, inTenSeconds(), inTenSeconds());
			assertThat(queue.isLookingUp()).isFalse();
			assertThat(queue.size()).isEqualTo(2);
		}
	}

	@ParameterizedTest
	@CsvSource({ "IN_ORDER, 192.0.2.2, 192.0.2.1", "ROUND_ROBIN, 192.0.2.1, 192.0.2.2" })
	void addressesThatTakeTurnsDoSoInAnOrderOfTheirOwnAndNoneComesTwice(AddressSelection selection, String first,
			String second) throws IOException {
		ConnectionSettings settings = ConnectionSettings.builder()
			.address("name", 9000)
			.addressSelection(selection)
			.lookup((host) -> new InetAddress[] { ip("192.0.2.2"), ip("192.0.2.1"), ip("192.0.2.2") })
			.build();
		assertThat(order(settings, 0)).containsExactly(first, second);
	}

	@ParameterizedTest
	@CsvSource({ "192.0.2.7, false", "unknown, true", "slow, true" })
	void failedRouteIsForgottenOnlyOnceAllNamesAreResolvedWithoutIt(String other, boolean remembered) throws Exception {
		ConnectionSettings settings = ConnectionSettings.builder()
			.address("192.0.2.2", 9000)
			.address(other, 9000)
			.lookup(this::lookUp)
			.build();
		FailedRoutes failedRoutes = failedRoutes(settings);
		Route gone = Routes.of("192.0.2.1", 9000);
		failedRoutes.know(List.of(gone, Routes.of("192.0.2.2", 9000)), true);
		failedRoutes.failed(gone, RouteFailure.CONNECT, "");
		try (RouteQueue queue = queue(settings, failedRoutes)) {
			queue.find(0, inTenSeconds(), inTenSeconds());
			if (!other.equals("slow")) {
				await().until(() -> queue.size() > 0 && !queue.isLookingUp());
			}
			assertThat(queue.size()).isEqualTo(remembered ? 1 : 2);
			assertThat(failedRoutes.isFailed(gone)).isEqualTo(remembered);
		}
		finally {
			this.slow.countDown();
		}
	}

	private ConnectionSettingsBuilder withSlowName() {
		return ConnectionSettings.builder().address("slow", 9000).address("192.0.2.1", 9000).lookup(this::lookUp);
	}

	// The name "slow" is resolved by the test, and "awaited" once it is waited for.
	private InetAddress[] lookUp(String host) throws IOException {
		switch (host) {
			case "slow" -> awaitUninterruptibly();
			case "awaited" -> await().until(() -> this.test.getState() == Thread.State.TIMED_WAITING);
			case "unknown" -> throw new UnknownHostException(host);
			default -> {
				return new InetAddress[] { ip(host) };
			}
		}
		return new InetAddress[] { ip("192.0.2.9") };
	}

	private void awaitUninterruptibly() {
		try {
			assertThat(this.slow.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	// A wait would end at once, by an exception.
	private static void findWithoutWaiting(RouteQueue queue) throws IOException {
		Thread.currentThread().interrupt();
		try {
			queue.find(0, inTenSeconds(), inTenSeconds());
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
	}

	private static List<String> order(ConnectionSettings settings, int turn) throws IOException {
		return order(settings, failedRoutes(settings), turn);
	}

	private static List<String> order(ConnectionSettings settings, FailedRoutes failedRoutes, int turn)
			throws IOException {
		List<String> order = new ArrayList<>();
		try (RouteQueue queue = queue(settings, failedRoutes)) {
			queue.find(turn, inTenSeconds(), inTenSeconds());
			for (Route route = queue.poll(); route != null; route = queue.poll()) {
				order.add(route.target().getAddress().getHostAddress());
			}
		}
		return order;
	}

	private static RouteQueue queue(ConnectionSettings settings, FailedRoutes failedRoutes) {
		return new RouteQueue(settings, new HostResolver(settings.lookup()), failedRoutes, new ConnectCancellation());
	}

	private static FailedRoutes failedRoutes(ConnectionSettings settings) {
		return new FailedRoutes("test", settings.addressRetryDelay(), () -> 0.5, System::nanoTime, () -> {
		});
	}

	private static Deadline inTenSeconds() {
		return Deadline.after(Duration.ofSeconds(10));
	}

	private static InetAddress ip(String address) throws IOException {
		return InetAddress.getByName(address);
	}

}
