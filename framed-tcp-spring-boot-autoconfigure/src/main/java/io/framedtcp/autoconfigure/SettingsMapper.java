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

package io.framedtcp.autoconfigure;

import java.time.Duration;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.ConnectionSettingsBuilder;
import io.framedtcp.config.Farewell;
import io.framedtcp.config.PingSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.config.TlsSettings;
import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.framing.Framing;
import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.Ping;

/**
 * Checks the properties of a client and maps them to the settings of the library.
 *
 * @param check checks of the client's properties
 * @param properties properties of the client
 */
record SettingsMapper(PropertyCheck check, FramedTcpProperties properties) {

	/**
	 * Creates a mapper for the default client.
	 * @param properties properties of the client
	 */
	SettingsMapper(FramedTcpProperties properties) {
		this(new PropertyCheck(FramedTcpClients.DEFAULT_PREFIX), properties);
	}

	Framing framing() {
		FramingType requests = this.properties.framing().type();
		FramingType replies = this.properties.replyFraming().type();
		this.check.require(replies != null || !FramingMapper.isOfRequests(requests), "reply-framing.type", null,
				"It must be set with " + this.check.name("framing.type") + "=" + FramingMapper.name(requests)
						+ ", which does not tell where a reply ends.");
		this.check.require(!FramingMapper.isOfRequests(replies), "reply-framing.type", replies,
				"It does not tell where a reply ends, and is for " + this.check.name("framing.type") + " only.");
		Framing framing = mapper("framing", this.properties.framing())
			.map((requests != null) ? requests : FramingType.LENGTH_FIELD);
		FramingMapper mapper = mapper("reply-framing", this.properties.replyFraming());
		mapper.refuseUnused(replies);
		Framing ofReplies = (replies != null) ? mapper.map(replies) : framing;
		Framing collected = collected(ofReplies);
		return (replies != null || collected != ofReplies) ? framing.withReplies(collected) : framing;
	}

	private Framing collected(Framing replies) {
		return new ReplyFramesMapper(this.check, this.properties.replyFrames(), maxFrameSize()).map(replies);
	}

	/**
	 * Refuses requests that end by half-close over TLS.
	 * @param framing framing of the client
	 * @param tls whether the client speaks TLS
	 */
	void requireHalfClose(Framing framing, boolean tls) {
		this.check.require(!tls || !framing.isRequestEndedByHalfClose(), "framing.type", FramingType.HALF_CLOSE,
				"TLS has no half-close: choose another framing, or switch TLS off.");
	}

	/**
	 * Maps the initializer.
	 * @param framing how frames are delimited
	 * @return the initializer, if the properties describe one
	 */
	@Nullable ConnectionInitializer initializer(Framing framing) {
		return dialogue(framing).initializer(this.properties.initializer());
	}

	/**
	 * Maps the farewell.
	 * @param framing how frames are delimited
	 * @return the farewell, if the properties describe one
	 */
	@Nullable Farewell farewell(Framing framing) {
		return dialogue(framing).farewell(this.properties.farewell());
	}

	/**
	 * Maps the matcher.
	 * @return the matcher, if the properties describe one
	 */
	@Nullable ExchangeMatcher matcher() {
		return new MatcherMapper(this.check, this.properties.matcher(), maxFrameSize()).map();
	}

	/**
	 * Maps the ping.
	 * @param framing how frames are delimited
	 * @return the ping, if the properties describe one
	 */
	@Nullable Ping ping(Framing framing) {
		String value = this.properties.ping().payload();
		if (value == null) {
			return null;
		}
		// The payload may be a secret, such as a token.
		PropertyCheck check = this.check.group("ping").hidden();
		if (value.isEmpty()) {
			check.requireMeantIfEmpty("payload", "It is empty, and so there would be no ping. Remove it, or for a ping "
					+ "with an empty payload define a bean of type Ping.");
			return null;
		}
		byte[] payload = check.hex("payload", value);
		check.require(!framing.isEndedByClose(), "payload", value, "Connections with one reply each cannot be pinged.");
		check.requireSendable("payload", value, payload, framing, maxFrameSize());
		return this.properties.ping().answered() ? Ping.of(payload) : Ping.unanswered(payload);
	}

	/**
	 * Finds a property of the ping without effect, because there is no ping to send.
	 * @param elsewhere whether common properties may be for the ping of another client
	 * @return a sentence for the log, or {@code null} if there is no such property
	 */
	@Nullable String unusedPing(boolean elsewhere) {
		PropertyCheck check = this.check.group("ping");
		if (check.setBy("payload") != null) {
			// Empty on purpose.
			return null;
		}
		return Stream.of("interval", "timeout", "answered")
			.flatMap((property) -> Stream.ofNullable(check.setBy(property)))
			.filter((name) -> !elsewhere || FramedTcpClients.isOfNamedClient(name))
			.findFirst()
			.map((name) -> "Idle connections are not pinged, and " + name + " has no effect: set "
					+ check.name("payload") + ", or define a bean of type Ping.")
			.orElse(null);
	}

	/**
	 * Maps the name of the server for TLS.
	 * @param tls whether the client has TLS
	 * @return the name, or {@code null} for the host
	 */
	@Nullable String serverName(boolean tls) {
		String name = this.properties.ssl().serverName();
		if (!StringUtils.hasText(name)) {
			return null;
		}
		PropertyCheck check = this.check.group("ssl");
		check.require(tls, "server-name", name,
				"It has no effect without TLS; set " + check.name("enabled") + " or " + check.name("bundle") + ".");
		try {
			TlsSettings.checkServerName(name);
		}
		catch (IllegalArgumentException ex) {
			throw check.invalid("server-name", name,
					"It must be a host name or an IP address: " + ex.getMessage() + ".");
		}
		return name;
	}

	ConnectionSettingsBuilder connectionSettings() {
		NetworkMapper network = new NetworkMapper(this.check, this.properties);
		return ConnectionSettings.builder()
			.addressSelection(this.properties.addressSelection())
			.connectTimeout(this.check.positive("connect-timeout", this.properties.connectTimeout()))
			.connectAttemptDelay(this.check.positive("connect-attempt-delay", this.properties.connectAttemptDelay()))
			.maxFrameSize(maxFrameSize())
			.proxy(network.proxy())
			.proxyProtocol(network.proxyProtocol())
			.unexpectedBytes(unexpectedBytes())
			.failFastAfter(this.check.atLeast("fail-fast-after", this.properties.failFastAfter(), 0))
			.addressRetryDelay(this.check.notNegative("address-retry-delay", this.properties.addressRetryDelay()))
			.batchWindow(this.check.group("batch")
				.atLeast("window", orElse(this.properties.batch().window(), Integer.MAX_VALUE), 1))
			.minRequestInterval(minRequestInterval())
			.propertyPrefix(this.check.name(""))
			.socket(network::socket);
	}

	PoolSettings.Builder poolSettings(@Nullable Ping ping) {
		FramedTcpProperties.Pool pool = this.properties.pool();
		PropertyCheck check = this.check.group("pool");
		int maxTotal = check.inRange("max-total", pool.maxTotal(), 1, PoolSettings.MAX_CONNECTIONS);
		int maxIdle = atMost(check, "max-idle", orElse(pool.maxIdle(), maxTotal), "max-total", maxTotal);
		PoolSettings.Builder builder = PoolSettings.builder()
			.maxTotal(maxTotal)
			.minIdle(atMost(check, "min-idle", pool.minIdle(), "max-idle", maxIdle))
			.acquireTimeout(check.notNegative("acquire-timeout", pool.acquireTimeout()))
			.maxWaiting(check.atLeast("max-waiting", orElse(pool.maxWaiting(), Integer.MAX_VALUE), 0))
			.maxLifetime(check.notNegative("max-lifetime", pool.maxLifetime()))
			.maxUses(maxUses(check, ping))
			.idleTimeout(check.notNegative("idle-timeout", pool.idleTimeout()))
			.housekeepingInterval(check.positive("housekeeping-interval", pool.housekeepingInterval()))
			.closeTimeout(check.notNegative("close-timeout", pool.closeTimeout()))
			.leakDetectionThreshold(check.notNegative("leak-detection-threshold", pool.leakDetectionThreshold()))
			.ping(pingSettings(ping));
		// Otherwise it follows max-total, which a customizer may change.
		return (pool.maxIdle() != null) ? builder.maxIdle(maxIdle) : builder;
	}

	/**
	 * Maps the settings of shared connections.
	 * @param connection settings of the connections
	 * @param pool settings of the pool
	 * @return the settings, or {@code null} if callers share none
	 */
	@Nullable SharedSettings sharedSettings(ConnectionSettings connection, PoolSettings pool) {
		return new SharedMapper(this.check, this.properties.shared(), connection, pool).map();
	}

	/**
	 * Maps the response time-out.
	 * @return the time, longer than zero
	 */
	Duration responseTimeout() {
		return this.check.positive("response-timeout", this.properties.responseTimeout());
	}

	private FramingMapper mapper(String group, FramingProperties framing) {
		return new FramingMapper(this.check, group, framing, maxFrameSize());
	}

	private DialogueMapper dialogue(Framing framing) {
		return new DialogueMapper(this.check, framing, maxFrameSize());
	}

	private int maxUses(PropertyCheck check, @Nullable Ping ping) {
		int maxUses = check.atLeast("max-uses", this.properties.pool().maxUses(), 0);
		check.require(maxUses != 1 || ping == null, "max-uses", maxUses,
				"A ping is an exchange, so it would use up each idle connection. Remove "
						+ this.check.name("ping.payload") + " or the bean of type Ping, or let it be 2 or more.");
		return maxUses;
	}

	private @Nullable PingSettings pingSettings(@Nullable Ping ping) {
		PropertyCheck check = this.check.group("ping");
		Duration interval = check.positive("interval", this.properties.ping().interval());
		Duration timeout = check.positive("timeout", this.properties.ping().timeout());
		this.check.require(ping == null || minRequestInterval().compareTo(timeout) < 0, "min-request-interval",
				minRequestInterval(),
				"A ping waits for it as well, so it must be shorter than " + check.name("timeout") + ".");
		return (ping != null) ? new PingSettings(ping, interval, timeout) : null;
	}

	private UnexpectedBytesPolicy unexpectedBytes() {
		FramedTcpProperties.UnexpectedBytes unexpectedBytes = this.properties.unexpectedBytes();
		PropertyCheck check = this.check.group("unexpected-bytes");
		int maxFrames = check.atLeast("max-frames", unexpectedBytes.maxFrames(), 1);
		int maxBytes = check.bytes("max-bytes", unexpectedBytes.maxBytes());
		return switch (unexpectedBytes.policy()) {
			case DISCARD -> UnexpectedBytesPolicy.discard();
			case DRAIN -> new UnexpectedBytesPolicy(maxFrames, maxBytes);
		};
	}

	private Duration minRequestInterval() {
		Duration interval = this.properties.minRequestInterval();
		this.check.notNegative("min-request-interval", interval);
		this.check.require(interval.compareTo(this.properties.responseTimeout()) < 0 || interval.isZero(),
				"min-request-interval", interval,
				"Callers wait for it, so it must be shorter than " + this.check.name("response-timeout") + ".");
		return interval;
	}

	private int maxFrameSize() {
		return this.check.bytes("max-frame-size", this.properties.maxFrameSize());
	}

	private static int atMost(PropertyCheck check, String property, int value, String bound, int max) {
		check.require(value >= 0 && value <= max, property, value,
				"It must be 0 to " + check.name(bound) + ", which is " + max + ".");
		return value;
	}

	private static int orElse(@Nullable Integer value, int otherwise) {
		return (value != null) ? value : otherwise;
	}

}
