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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.framedtcp.config.AddressSelection;
import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.ConnectionSettingsBuilder;
import io.framedtcp.internal.ConnectCancellation;
import io.framedtcp.internal.Deadline;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RouteQueue}.
 */
class RouteQueueTests {

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
