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
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

import io.framedtcp.connection.ConnectionInitializer;
import io.framedtcp.connection.ConnectionSettings;
import io.framedtcp.connection.ExchangeMatcher;
import io.framedtcp.connection.ServerAddress;
import io.framedtcp.connection.SocketSettings;
import io.framedtcp.connection.TlsSettings;
import io.framedtcp.connection.UnexpectedBytes;
import io.framedtcp.connection.UnsolicitedFrameHandler;
import io.framedtcp.framing.EncodedFrame;
import io.framedtcp.framing.Framing;
import io.framedtcp.pool.Ping;
import io.framedtcp.pool.PingSettings;
import io.framedtcp.pool.PoolSettings;

/**
 * Maps properties, once checked, to the settings of the library.
 */
final class SettingsMapper {

	private static final String PREFIX = "framed-tcp.";

	private static final String FRAMING = PREFIX + "framing.";

	private static final String REPLY_FRAMING = PREFIX + "reply-framing.";

	private static final String POOL = PREFIX + "pool.";

	private static final String MATCHER = PREFIX + "matcher.";

	private static final String PING = PREFIX + "ping.";

	private static final String UNEXPECTED_BYTES = PREFIX + "unexpected-bytes.";

	private static final int MAX_PORT = 65535;

	private final FramedTcpProperties properties;

	SettingsMapper(FramedTcpProperties properties) {
		this.properties = properties;
	}

	Framing framing() {
		FramingProperties requests = this.properties.getFraming();
		FramingProperties replies = this.properties.getReplyFraming();
		FramingType type = (requests.getType() != null) ? requests.getType() : FramingType.LENGTH_FIELD;
		UnusedFramingOptions.refuse(FRAMING, requests, type);
		UnusedFramingOptions.refuse(REPLY_FRAMING, replies, replies.getType());
		Framing framing = new FramingMapper(FRAMING, requests, maxFrameSize()).map(type);
		return (replies.getType() != null)
				? framing.withReplies(new FramingMapper(REPLY_FRAMING, replies, maxFrameSize()).map(replies.getType()))
				: framing;
	}

	/**
	 * Make the initializer that the properties describe.
	 * @param framing how frames are delimited
	 * @return the initializer, if they describe one
	 */
	@Nullable ConnectionInitializer initializer(Framing framing) {
		return new InitializerMapper(this.properties.getInitializer(), framing, maxFrameSize()).map();
	}

	/**
	 * Make the matcher that the properties describe.
	 * @return the matcher, if they describe one
	 */
	@Nullable ExchangeMatcher matcher() {
		MatcherProperties matcher = this.properties.getMatcher();
		Integer length = matcher.getLength();
		if (length == null) {
			PropertyCheck.require(matcher.getRequestOffset() == null && matcher.getReplyOffset() == null,
					MATCHER + "length", null, "It must be set with the offset of an id.");
			return null;
		}
		int maxFrameSize = maxFrameSize();
		PropertyCheck.inRange(MATCHER + "length", length, 1, maxFrameSize);
		int maxOffset = maxFrameSize - length;
		int requestOffset = offset("request-offset", matcher.getRequestOffset(), 0, maxOffset);
		int replyOffset = offset("reply-offset", matcher.getReplyOffset(), requestOffset, maxOffset);
		return ExchangeMatcher.equalBytes(requestOffset, replyOffset, length);
	}

	/**
	 * Make the ping that the properties describe.
	 * @param framing how frames are delimited
	 * @return the ping, if they describe one
	 */
	@Nullable Ping ping(Framing framing) {
		PingProperties ping = this.properties.getPing();
		if (!StringUtils.hasLength(ping.getPayload())) {
			return null;
		}
		byte[] payload = PropertyCheck.hex(PING + "payload", ping.getPayload());
		PropertyCheck.require(!framing.isEndedByClose(), PING + "payload", ping.getPayload(),
				"Connections with one reply each cannot be pinged.");
		try {
			EncodedFrame.of(payload, framing, maxFrameSize());
		}
		catch (IllegalArgumentException ex) {
			throw PropertyCheck.invalid(PING + "payload", ping.getPayload(),
					"It cannot be sent: " + ex.getMessage() + ".");
		}
		return ping.isAnswered() ? Ping.of(payload) : Ping.unanswered(payload);
	}

	ConnectionSettings connectionSettings(Framing framing, @Nullable TlsSettings tls,
			@Nullable ConnectionInitializer initializer, @Nullable ExchangeMatcher matcher,
			@Nullable UnsolicitedFrameHandler unsolicitedFrameHandler) {
		ConnectionSettings.Builder builder = ConnectionSettings.builder()
			.addressSelection(this.properties.getAddressSelection())
			.connectTimeout(PropertyCheck.positive(PREFIX + "connect-timeout", this.properties.getConnectTimeout()))
			.maxFrameSize(maxFrameSize())
			.framing(framing)
			.tls(tls)
			.initializer(initializer)
			.matcher(matcher)
			.unexpectedBytes(unexpectedBytes())
			.unsolicitedFrameHandler(unsolicitedFrameHandler)
			.failFastAfter(PropertyCheck.atLeast(PREFIX + "fail-fast-after", this.properties.getFailFastAfter(), 0))
			.addressRetryDelay(
					PropertyCheck.notNegative(PREFIX + "address-retry-delay", this.properties.getAddressRetryDelay()))
			.socket(this::socket);
		addresses().forEach(builder::address);
		return builder.build();
	}

	PoolSettings poolSettings(@Nullable Ping ping) {
		PoolProperties pool = this.properties.getPool();
		int maxTotal = PropertyCheck.inRange(POOL + "max-total", pool.getMaxTotal(), 1, PoolSettings.MAX_CONNECTIONS);
		int maxIdle = maxIdle(pool, maxTotal);
		int minIdle = pool.getMinIdle();
		PropertyCheck.require(minIdle >= 0 && minIdle <= maxIdle, POOL + "min-idle", minIdle,
				"It must be 0 to " + POOL + "max-idle, which is " + maxIdle + ".");
		PoolSettings.Builder builder = PoolSettings.builder()
			.maxTotal(maxTotal)
			.maxIdle(maxIdle)
			.minIdle(minIdle)
			.acquireTimeout(PropertyCheck.notNegative(POOL + "acquire-timeout", pool.getAcquireTimeout()))
			.maxLifetime(PropertyCheck.notNegative(POOL + "max-lifetime", pool.getMaxLifetime()))
			.idleTimeout(PropertyCheck.notNegative(POOL + "idle-timeout", pool.getIdleTimeout()))
			.housekeepingInterval(
					PropertyCheck.positive(POOL + "housekeeping-interval", pool.getHousekeepingInterval()))
			.closeTimeout(PropertyCheck.notNegative(POOL + "close-timeout", pool.getCloseTimeout()));
		builder.leakDetectionThreshold(
				PropertyCheck.notNegative(POOL + "leak-detection-threshold", pool.getLeakDetectionThreshold()));
		builder.ping(pingSettings(ping));
		if (pool.getMaxWaiting() != null) {
			builder.maxWaiting(PropertyCheck.atLeast(POOL + "max-waiting", pool.getMaxWaiting(), 0));
		}
		return builder.build();
	}

	private static int offset(String name, @Nullable Integer offset, int otherwise, int max) {
		return (offset != null) ? PropertyCheck.inRange(MATCHER + name, offset, 0, max) : otherwise;
	}

	private @Nullable PingSettings pingSettings(@Nullable Ping ping) {
		PingProperties properties = this.properties.getPing();
		Duration interval = PropertyCheck.positive(PING + "interval", properties.getInterval());
		Duration timeout = PropertyCheck.positive(PING + "timeout", properties.getTimeout());
		return (ping != null) ? new PingSettings(ping, interval, timeout) : null;
	}

	private UnexpectedBytes unexpectedBytes() {
		UnexpectedBytesProperties properties = this.properties.getUnexpectedBytes();
		int maxFrames = PropertyCheck.atLeast(UNEXPECTED_BYTES + "max-frames", properties.getMaxFrames(), 1);
		int maxBytes = PropertyCheck.bytes(UNEXPECTED_BYTES + "max-bytes", properties.getMaxBytes());
		return (properties.getPolicy() == UnexpectedBytesProperties.Policy.DRAIN)
				? new UnexpectedBytes(maxFrames, maxBytes) : UnexpectedBytes.discard();
	}

	private void socket(SocketSettings.Builder builder) {
		FramedTcpProperties.Socket socket = this.properties.getSocket();
		builder.tcpNoDelay(socket.isTcpNoDelay()).keepAlive(socket.isKeepAlive());
		if (socket.getSendBufferSize() != null) {
			builder.sendBufferSize(PropertyCheck.bytes(PREFIX + "socket.send-buffer-size", socket.getSendBufferSize()));
		}
		if (socket.getReceiveBufferSize() != null) {
			builder.receiveBufferSize(
					PropertyCheck.bytes(PREFIX + "socket.receive-buffer-size", socket.getReceiveBufferSize()));
		}
	}

	private int maxFrameSize() {
		return PropertyCheck.bytes(PREFIX + "max-frame-size", this.properties.getMaxFrameSize());
	}

	private int maxIdle(PoolProperties pool, int maxTotal) {
		Integer maxIdle = pool.getMaxIdle();
		if (maxIdle == null) {
			return maxTotal;
		}
		PropertyCheck.require(maxIdle >= 0 && maxIdle <= maxTotal, POOL + "max-idle", maxIdle,
				"It must be 0 to " + POOL + "max-total, which is " + maxTotal + ".");
		return maxIdle;
	}

	private List<ServerAddress> addresses() {
		if (!this.properties.getAddresses().isEmpty()) {
			return this.properties.getAddresses().stream().map(this::address).toList();
		}
		String host = this.properties.getHost();
		if (host == null || host.isBlank()) {
			throw PropertyCheck.invalid(PREFIX + "host", host, "It must not be empty.");
		}
		Integer port = this.properties.getPort();
		if (port == null || port < 1 || port > MAX_PORT) {
			throw PropertyCheck.invalid(PREFIX + "port", port,
					"It must be set with " + PREFIX + "host, and be 1 to " + MAX_PORT + ".");
		}
		try {
			return List.of(new ServerAddress(host, port));
		}
		catch (IllegalArgumentException ex) {
			throw PropertyCheck.invalid(PREFIX + "host", host,
					"It must be a name or an IP address; the port belongs in " + PREFIX + "port.");
		}
	}

	private ServerAddress address(String address) {
		try {
			return ServerAddress.parse(address);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "addresses", address, ex.getMessage() + ".",
					ex);
		}
	}

}
