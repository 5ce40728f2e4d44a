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
import org.springframework.util.StringUtils;

import io.framedtcp.connection.ConnectionInitializer;
import io.framedtcp.connection.ConnectionSettings;
import io.framedtcp.connection.ConnectionSettingsBuilder;
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

	private static final String POOL = "pool.";

	private static final String MATCHER = "matcher.";

	private static final String PING = "ping.";

	private static final String UNEXPECTED_BYTES = "unexpected-bytes.";

	private final String prefix;

	private final ClientProperties properties;

	/**
	 * Creates a mapper.
	 * @param prefix what the names of the client's properties begin with, up to a dot
	 * @param properties the properties
	 */
	SettingsMapper(String prefix, ClientProperties properties) {
		this.prefix = prefix;
		this.properties = properties;
	}

	Framing framing() {
		FramingProperties requests = this.properties.getFraming();
		FramingProperties replies = this.properties.getReplyFraming();
		FramingType type = (requests.getType() != null) ? requests.getType() : FramingType.LENGTH_FIELD;
		UnusedFramingOptions.refuse(this.prefix + "framing.", requests, type);
		UnusedFramingOptions.refuse(this.prefix + "reply-framing.", replies, replies.getType());
		Framing framing = new FramingMapper(this.prefix, "framing.", requests, maxFrameSize()).map(type);
		return (replies.getType() != null) ? framing.withReplies(
				new FramingMapper(this.prefix, "reply-framing.", replies, maxFrameSize()).map(replies.getType()))
				: framing;
	}

	/**
	 * Makes the initializer that the properties describe.
	 * @param framing how frames are delimited
	 * @return the initializer, if they describe one
	 */
	@Nullable ConnectionInitializer initializer(Framing framing) {
		return new InitializerMapper(this.prefix, this.properties.getInitializer(), framing, maxFrameSize()).map();
	}

	/**
	 * Makes the matcher that the properties describe.
	 * @return the matcher, if they describe one
	 */
	@Nullable ExchangeMatcher matcher() {
		MatcherProperties matcher = this.properties.getMatcher();
		Integer length = matcher.getLength();
		if (length == null) {
			PropertyCheck.require(matcher.getRequestOffset() == null && matcher.getReplyOffset() == null,
					name(MATCHER + "length"), null, "It must be set with the offset of an id.");
			return null;
		}
		int maxFrameSize = maxFrameSize();
		PropertyCheck.inRange(name(MATCHER + "length"), length, 1, maxFrameSize);
		int maxOffset = maxFrameSize - length;
		int requestOffset = offset("request-offset", matcher.getRequestOffset(), 0, maxOffset);
		int replyOffset = offset("reply-offset", matcher.getReplyOffset(), requestOffset, maxOffset);
		return ExchangeMatcher.equalBytes(requestOffset, replyOffset, length);
	}

	/**
	 * Makes the ping that the properties describe.
	 * @param framing how frames are delimited
	 * @return the ping, if they describe one
	 */
	@Nullable Ping ping(Framing framing) {
		PingProperties ping = this.properties.getPing();
		if (!StringUtils.hasLength(ping.getPayload())) {
			return null;
		}
		byte[] payload = PropertyCheck.hex(name(PING + "payload"), ping.getPayload());
		PropertyCheck.require(!framing.isEndedByClose(), name(PING + "payload"), ping.getPayload(),
				"Connections with one reply each cannot be pinged.");
		try {
			EncodedFrame.of(payload, framing, maxFrameSize());
		}
		catch (IllegalArgumentException ex) {
			throw PropertyCheck.invalid(name(PING + "payload"), ping.getPayload(),
					"It cannot be sent: " + ex.getMessage() + ".");
		}
		return ping.isAnswered() ? Ping.of(payload) : Ping.unanswered(payload);
	}

	ConnectionSettingsBuilder connectionSettings(List<ServerAddress> addresses, Framing framing,
			@Nullable TlsSettings tls, @Nullable ConnectionInitializer initializer, @Nullable ExchangeMatcher matcher,
			@Nullable UnsolicitedFrameHandler unsolicitedFrameHandler) {
		ConnectionSettingsBuilder builder = ConnectionSettings.builder()
			.addressSelection(this.properties.getAddressSelection())
			.connectTimeout(PropertyCheck.positive(name("connect-timeout"), this.properties.getConnectTimeout()))
			.connectAttemptDelay(
					PropertyCheck.positive(name("connect-attempt-delay"), this.properties.getConnectAttemptDelay()))
			.maxFrameSize(maxFrameSize())
			.framing(framing)
			.tls(tls)
			.initializer(initializer)
			.matcher(matcher)
			.unexpectedBytes(unexpectedBytes())
			.unsolicitedFrameHandler(unsolicitedFrameHandler)
			.failFastAfter(PropertyCheck.atLeast(name("fail-fast-after"), this.properties.getFailFastAfter(), 0))
			.addressRetryDelay(
					PropertyCheck.notNegative(name("address-retry-delay"), this.properties.getAddressRetryDelay()))
			.socket(this::socket);
		addresses.forEach(builder::address);
		return builder;
	}

	PoolSettings.Builder poolSettings(@Nullable Ping ping) {
		PoolProperties pool = this.properties.getPool();
		int maxTotal = PropertyCheck.inRange(name(POOL + "max-total"), pool.getMaxTotal(), 1,
				PoolSettings.MAX_CONNECTIONS);
		int maxIdle = maxIdle(pool, maxTotal);
		int minIdle = pool.getMinIdle();
		PropertyCheck.require(minIdle >= 0 && minIdle <= maxIdle, name(POOL + "min-idle"), minIdle,
				"It must be 0 to " + name(POOL + "max-idle") + ", which is " + maxIdle + ".");
		PoolSettings.Builder builder = PoolSettings.builder()
			.maxTotal(maxTotal)
			.minIdle(minIdle)
			.acquireTimeout(PropertyCheck.notNegative(name(POOL + "acquire-timeout"), pool.getAcquireTimeout()))
			.maxLifetime(PropertyCheck.notNegative(name(POOL + "max-lifetime"), pool.getMaxLifetime()))
			.idleTimeout(PropertyCheck.notNegative(name(POOL + "idle-timeout"), pool.getIdleTimeout()))
			.housekeepingInterval(
					PropertyCheck.positive(name(POOL + "housekeeping-interval"), pool.getHousekeepingInterval()))
			.closeTimeout(PropertyCheck.notNegative(name(POOL + "close-timeout"), pool.getCloseTimeout()));
		builder.leakDetectionThreshold(
				PropertyCheck.notNegative(name(POOL + "leak-detection-threshold"), pool.getLeakDetectionThreshold()));
		builder.ping(pingSettings(ping));
		if (pool.getMaxIdle() != null) {
			builder.maxIdle(maxIdle);
		}
		if (pool.getMaxWaiting() != null) {
			builder.maxWaiting(PropertyCheck.atLeast(name(POOL + "max-waiting"), pool.getMaxWaiting(), 0));
		}
		return builder;
	}

	/**
	 * Returns the bound on an exchange.
	 * @return the time, longer than zero
	 */
	Duration responseTimeout() {
		return PropertyCheck.positive(name("response-timeout"), this.properties.getResponseTimeout());
	}

	private int offset(String name, @Nullable Integer offset, int otherwise, int max) {
		return (offset != null) ? PropertyCheck.inRange(name(MATCHER + name), offset, 0, max) : otherwise;
	}

	private @Nullable PingSettings pingSettings(@Nullable Ping ping) {
		PingProperties properties = this.properties.getPing();
		Duration interval = PropertyCheck.positive(name(PING + "interval"), properties.getInterval());
		Duration timeout = PropertyCheck.positive(name(PING + "timeout"), properties.getTimeout());
		return (ping != null) ? new PingSettings(ping, interval, timeout) : null;
	}

	private UnexpectedBytes unexpectedBytes() {
		UnexpectedBytesProperties properties = this.properties.getUnexpectedBytes();
		int maxFrames = PropertyCheck.atLeast(name(UNEXPECTED_BYTES + "max-frames"), properties.getMaxFrames(), 1);
		int maxBytes = PropertyCheck.bytes(name(UNEXPECTED_BYTES + "max-bytes"), properties.getMaxBytes());
		return (properties.getPolicy() == UnexpectedBytesProperties.Policy.DRAIN)
				? new UnexpectedBytes(maxFrames, maxBytes) : UnexpectedBytes.discard();
	}

	private void socket(SocketSettings.Builder builder) {
		ClientProperties.Socket socket = this.properties.getSocket();
		builder.tcpNoDelay(socket.isTcpNoDelay()).keepAlive(socket.isKeepAlive());
		if (socket.getSendBufferSize() != null) {
			builder.sendBufferSize(PropertyCheck.bytes(name("socket.send-buffer-size"), socket.getSendBufferSize()));
		}
		if (socket.getReceiveBufferSize() != null) {
			builder.receiveBufferSize(
					PropertyCheck.bytes(name("socket.receive-buffer-size"), socket.getReceiveBufferSize()));
		}
	}

	private int maxFrameSize() {
		return PropertyCheck.bytes(name("max-frame-size"), this.properties.getMaxFrameSize());
	}

	private int maxIdle(PoolProperties pool, int maxTotal) {
		Integer maxIdle = pool.getMaxIdle();
		if (maxIdle == null) {
			return maxTotal;
		}
		PropertyCheck.require(maxIdle >= 0 && maxIdle <= maxTotal, name(POOL + "max-idle"), maxIdle,
				"It must be 0 to " + name(POOL + "max-total") + ", which is " + maxTotal + ".");
		return maxIdle;
	}

	private String name(String property) {
		return this.prefix + property;
	}

}
