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
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.internal.ConnectCancellation;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connect.ConnectionOpener;
import io.framedtcp.internal.connect.Connector;
import io.framedtcp.internal.connect.Connectors;
import io.framedtcp.internal.connection.ClientConnections;
import io.framedtcp.internal.connection.ConnectionStateMachine;
import io.framedtcp.internal.connection.Lifespan;
import io.framedtcp.internal.transport.Watchdog;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.spi.ConnectStep;
import io.framedtcp.spi.ConnectionListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LocalFault}.
 */
class LocalFaultTests {

	private static final Route ROUTE = Routes.of("127.0.0.1", 9000);

	@ParameterizedTest
	@CsvSource({ "Too many open files, NO_DESCRIPTORS", "Too many open files in system, NO_DESCRIPTORS",
			"Cannot assign requested address, NO_PORTS", "Network is unreachable, NO_NETWORK",
			"No route to host, NO_ROUTE", "Permission denied, DENIED", "Operation not permitted, FORBIDDEN" })
	void answerOfThisMachineIsItsOwnFault(String message, LocalFault fault) {
		assertThat(LocalFault.of(new SocketException(message), true)).isEqualTo(fault);
	}

	@Test
	void answerOfTheNetworkIsNot() {
		assertThat(LocalFault.of(new NoRouteToHostException("No route to host"), false)).isNull();
		assertThat(LocalFault.of(new SocketException("Network is unreachable"), false)).isNull();
		assertThat(LocalFault.of(new ConnectException("Connection refused"), true)).isNull();
		assertThat(LocalFault.of(new IOException(), true)).isNull();
	}

	@Test
	void missingDescriptorIsOneAtEachStep() {
		IOException ex = new IOException("Too many open files");
		for (ConnectStep step : ConnectStep.values()) {
			assertThat(AttemptFailedException.failed(ROUTE, step, ex, false).isLocalFault()).isTrue();
		}
	}

	@ParameterizedTest
	@CsvSource({ "host: System error, NO_LOOKUP", "Too many open files, NO_DESCRIPTORS" })
	void lookUpThatFailsHereIsAFaultOfThisMachine(String message, LocalFault fault) {
		assertThat(LocalFault.ofLookup(new UnknownHostException(message))).isEqualTo(fault);
	}

	@ParameterizedTest
	@ValueSource(strings = { "host: Name or service not known", "host: Temporary failure in name resolution",
			"host: No address associated with hostname", "host", "system error" })
	void answerOfANameServerIsNot(String message) {
		assertThat(LocalFault.ofLookup(new UnknownHostException(message))).isNull();
	}

	@Test
	void systemErrorIsNoFaultOfThisMachineIfAServerSaysSo() {
		for (ConnectStep step : ConnectStep.values()) {
			IOException ex = new IOException("System error");
			assertThat(AttemptFailedException.failed(ROUTE, step, ex, true).isLocalFault()).isFalse();
		}
		assertThat(LocalFault.ofLookup(new IOException("host: System error"))).isNull();
	}

	@Test
	void nameThatCannotBeLookedUpHereIsNoOutage() {
		ConnectFailedException ex = connectTo("host: System error");
		assertThat(ex).matches(ConnectFailedException::isLocalFault)
			.hasMessage("cannot connect: host:9000: cannot resolve the host name: host: System error (a fault of "
					+ "this machine: it could not look up the name. If no file descriptor is left, raise its limit "
					+ "of open files (ulimit -n), or find what leaves them open)");
		assertThat(ex.getSummary()).isEqualTo(ex.getMessage());
	}

	@ParameterizedTest
	@ValueSource(strings = { "host: Name or service not known", "host: Temporary failure in name resolution", "host" })
	void nameThatTheNameServerDoesNotResolveIsAnOutage(String message) {
		assertThat(connectTo(message)).matches((ex) -> !ex.isLocalFault())
			.hasMessage("cannot connect: host:9000: cannot resolve the host name");
	}

	@Test
	void whatToDoIsSaid() {
		AttemptFailedException ports = failure(new BindException("Cannot assign requested address"), true);
		assertThat(ports).hasMessage("127.0.0.1:9000: Cannot assign requested address (a fault of this machine: no "
				+ "local port is left for this address. Widen net.ipv4.ip_local_port_range, or let fewer connections "
				+ "be opened and closed)");
		assertThat(ports.getSummary()).isEqualTo(ports.getMessage());
		assertThat(failure(new IOException("Too many open files"), true)).hasMessageContaining("ulimit -n");
	}

	@Test
	void oneFailureOfTheServerIsEnoughToBlameIt() {
		AttemptFailedException local = failure(new SocketException("Network is unreachable"), true);
		AttemptFailedException refused = failure(new ConnectException("Connection refused"), false);
		assertThat(Connector.failure(List.of(local, local), false, "framed-tcp.").isLocalFault()).isTrue();
		assertThat(Connector.failure(List.of(local, refused), false, "framed-tcp.").isLocalFault()).isFalse();
	}

	@Test
	void requestToABroadcastAddressIsAnsweredByThisMachine() {
		ConnectionSettings settings = ConnectionSettings.builder().address("255.255.255.255", 9000).build();
		try (Watchdog watchdog = new Watchdog("local-fault-test")) {
			Connector connector = Connectors.connector(settings, watchdog);
			assertThatExceptionOfType(ConnectFailedException.class)
				.isThrownBy(() -> connector.connect(Deadline.after(Duration.ofSeconds(10)), new ConnectCancellation()))
				.matches(ConnectFailedException::isLocalFault);
		}
	}

	/**
	 * Connects three times to a name that cannot be resolved. The JDK gives the reason
	 * only once, and then repeats the failure from its cache.
	 * @param reason the first failure
	 * @return the last failure, which is the circuit breaker's as well unless it is local
	 */
	private static ConnectFailedException connectTo(String reason) {
		AtomicInteger lookups = new AtomicInteger();
		ConnectionSettings settings = ConnectionSettings.builder().address("host", 9000).lookup((host) -> {
			throw new UnknownHostException((lookups.getAndIncrement() == 0) ? reason : host);
		}).failFastAfter(10).build();
		List<ConnectFailedException> failures = new ArrayList<>();
		ConnectionOpener opener = new ConnectionOpener("local-fault", settings, new Lifespan(Duration.ZERO, 0),
				new ConnectionListener() {
				}, new ClientConnections(), (thread) -> {
				});
		try {
			for (int i = 0; i < 3; i++) {
				assertThatExceptionOfType(ConnectFailedException.class).isThrownBy(() -> opener
					.open(new ConnectionStateMachine(1), Deadline.never(), new ConnectCancellation(), (thread) -> {
					})).satisfies(failures::add);
			}
			assertThat(failures).extracting(ConnectFailedException::getMessage)
				.containsOnly(failures.get(0).getMessage());
			assertThat(opener.reachability().circuitBreaker().isFailing()).isEqualTo(!failures.get(2).isLocalFault());
		}
		finally {
			opener.close();
		}
		return failures.get(2);
	}

	private static AttemptFailedException failure(IOException ex, boolean atOnce) {
		return AttemptFailedException.failed(ROUTE, ConnectStep.CONNECT, ex, atOnce);
	}

}
