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

package io.framedtcp.config;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.framedtcp.spi.Ping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PoolSettings} and {@link PingSettings}.
 */
class PoolSettingsTests {

	private static final Duration NEGATIVE = Duration.ofNanos(-1);

	private static final Ping PING = Ping.of(new byte[1]);

	@Test
	void everyWaitIsBoundedByDefault() {
		PoolSettings settings = PoolSettings.builder().build();
		assertThat(settings.maxTotal()).isEqualTo(8);
		assertThat(settings.minIdle()).isZero();
		assertThat(settings.acquireTimeout()).isEqualTo(Duration.ofSeconds(2));
		assertThat(settings.maxWaiting()).isEqualTo(Integer.MAX_VALUE);
		assertThat(settings.maxLifetime()).isEqualTo(Duration.ofMinutes(30));
		assertThat(settings.maxUses()).isZero();
		assertThat(settings.idleTimeout()).isEqualTo(Duration.ofMinutes(5));
		assertThat(settings.housekeepingInterval()).isEqualTo(Duration.ofSeconds(10));
		assertThat(settings.closeTimeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(settings.leakDetectionThreshold()).isZero();
		assertThat(settings.ping()).isNull();
	}

	@Test
	void allConnectionsMayBeIdleUnlessTheirNumberIsSet() {
		assertThat(PoolSettings.builder().maxTotal(3).build().maxIdle()).isEqualTo(3);
		assertThat(PoolSettings.builder().maxIdle(2).maxTotal(3).build().maxIdle()).isEqualTo(2);
		assertThat(PoolSettings.builder().maxIdle(0).build().maxIdle()).isZero();
	}

	@Test
	void limitsAreInclusive() {
		PoolSettings most = PoolSettings.builder()
			.maxTotal(PoolSettings.MAX_CONNECTIONS)
			.minIdle(PoolSettings.MAX_CONNECTIONS)
			.build();
		assertThat(most.minIdle()).isEqualTo(1_000_000);
		PoolSettings least = PoolSettings.builder()
			.maxTotal(1)
			.maxIdle(0)
			.maxWaiting(0)
			.acquireTimeout(Duration.ZERO)
			.maxLifetime(Duration.ZERO)
			.idleTimeout(Duration.ZERO)
			.housekeepingInterval(Duration.ofNanos(1))
			.closeTimeout(Duration.ZERO)
			.build();
		assertThat(least.maxWaiting()).isZero();
		assertThat(least.housekeepingInterval()).isEqualTo(Duration.ofNanos(1));
	}

	@ParameterizedTest
	@MethodSource("refused")
	void valueOutOfRangeIsRefused(Consumer<PoolSettings.Builder> change, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> {
			PoolSettings.Builder builder = PoolSettings.builder();
			change.accept(builder);
			builder.build();
		}).withMessage(message);
	}

	private static Stream<Arguments> refused() {
		return Stream.of(refused((builder) -> builder.maxTotal(0), "'maxTotal' must be 1 to 1000000"),
				refused((builder) -> builder.maxTotal(1_000_001), "'maxTotal' must be 1 to 1000000"),
				refused((builder) -> builder.maxIdle(-1), "'maxIdle' must be 0 to 'maxTotal'"),
				refused((builder) -> builder.maxIdle(9), "'maxIdle' must be 0 to 'maxTotal'"),
				refused((builder) -> builder.minIdle(-1), "'minIdle' must be 0 to 'maxIdle'"),
				refused((builder) -> builder.maxIdle(2).minIdle(3), "'minIdle' must be 0 to 'maxIdle'"),
				refused((builder) -> builder.maxWaiting(-1), "'maxWaiting' must not be negative"),
				refused((builder) -> builder.acquireTimeout(NEGATIVE), "'acquireTimeout' must not be negative"),
				refused((builder) -> builder.maxLifetime(NEGATIVE), "'maxLifetime' must not be negative"),
				refused((builder) -> builder.maxUses(-1), "'maxUses' must not be negative"),
				refused((builder) -> builder.maxUses(1).ping(new PingSettings(PING)),
						"'maxUses' must not be 1 with a ping, which would use up the connection"),
				refused((builder) -> builder.idleTimeout(NEGATIVE), "'idleTimeout' must not be negative"),
				refused((builder) -> builder.housekeepingInterval(Duration.ZERO),
						"'housekeepingInterval' must be positive"),
				refused((builder) -> builder.housekeepingInterval(NEGATIVE), "'housekeepingInterval' must be positive"),
				refused((builder) -> builder.closeTimeout(NEGATIVE), "'closeTimeout' must not be negative"),
				refused((builder) -> builder.leakDetectionThreshold(NEGATIVE),
						"'leakDetectionThreshold' must not be negative"),
				refused((builder) -> builder.ping(new PingSettings(PING, Duration.ZERO, Duration.ofNanos(1))),
						"'interval' must be positive"),
				refused((builder) -> builder.ping(new PingSettings(PING, Duration.ofNanos(1), NEGATIVE)),
						"'timeout' must be positive"));
	}

	private static Arguments refused(Consumer<PoolSettings.Builder> change, String message) {
		return Arguments.of(change, message);
	}

}
