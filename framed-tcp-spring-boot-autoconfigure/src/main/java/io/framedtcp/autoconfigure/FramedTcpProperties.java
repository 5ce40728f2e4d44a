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
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import io.framedtcp.config.AddressSelection;
import io.framedtcp.config.ProxyProtocol;
import io.framedtcp.config.ProxyType;

/**
 * Properties of the default client, and of each client under {@code framed-tcp.clients}.
 * A value out of range stops the start of the application.
 *
 * @param host Host name or IP address of the server. No client is created without a host
 * or addresses.
 * @param port TCP port of the server.
 * @param addresses Comma-separated list of addresses of equal servers, each as host:port.
 * Replaces host and port.
 * @param addressSelection Order in which new connections try several addresses.
 * @param connectTimeout Maximum time to open a connection. It covers name resolution, all
 * addresses and the initializer together.
 * @param connectAttemptDelay Time after which the next address is tried in parallel to a
 * slow attempt. Shortened if many addresses must fit into the connect timeout.
 * @param responseTimeout Maximum time to write a request and read its reply. Applies to
 * calls without a timeout of their own.
 * @param maxFrameSize Maximum size of a frame in either direction, header included.
 * @param idempotent Whether every request may reach the server twice without harm. A call
 * is then repeated if its connection was closed before the reply began.
 * @param failFastAfter Number of successive connect failures, spread over at least a
 * second, after which callers are refused at once. Callers are served again after a
 * successful attempt in the background. Zero to never refuse.
 * @param addressRetryDelay Maximum time until a failed address is first tried again in
 * the background. Doubled after each failure, up to 30 seconds. Callers try such an
 * address only after the others.
 * @param minRequestInterval Minimum time between a frame, sent or received, and the next
 * request on the same connection. For devices that miss a request sent too soon. Zero for
 * no rest.
 * @param framing How frames are delimited.
 * @param replyFraming How replies are delimited, if differently from requests.
 * @param replyFrames Replies of several frames.
 * @param ssl TLS.
 * @param proxy Proxy that connects to the server.
 * @param proxyProtocol Version of the PROXY protocol, whose header each connection sends
 * first, before TLS. No header unless set.
 * @param initializer Dialogue on each new connection.
 * @param farewell Message before the client closes a healthy connection.
 * @param matcher Comparison of an id in the request with the id in the reply.
 * @param batch Batches of requests on one connection.
 * @param unexpectedBytes Handling of idle connections on which bytes have arrived.
 * @param ping Ping of idle connections.
 * @param pool Connection pool.
 * @param shared Connections shared by many callers.
 * @param socket Socket options.
 * @param clients Further clients by their names, each with the properties above. A client
 * inherits unset properties from above, except for host, port and addresses.
 */
@ConfigurationProperties("framed-tcp")
public record FramedTcpProperties(@Nullable String host, @Nullable Integer port, @DefaultValue List<String> addresses,
		@DefaultValue("in-order") AddressSelection addressSelection, @DefaultValue("2s") Duration connectTimeout,
		@DefaultValue("250ms") Duration connectAttemptDelay, @DefaultValue("5s") Duration responseTimeout,
		@DefaultValue("1MB") DataSize maxFrameSize, boolean idempotent, @DefaultValue("5") int failFastAfter,
		@DefaultValue("1s") Duration addressRetryDelay, @DefaultValue("0") Duration minRequestInterval,
		@NestedConfigurationProperty @DefaultValue FramingProperties framing,
		@NestedConfigurationProperty @DefaultValue FramingProperties replyFraming,
		@DefaultValue ReplyFrames replyFrames, @DefaultValue Ssl ssl, @DefaultValue Proxy proxy,
		@Nullable ProxyProtocol proxyProtocol, @DefaultValue Initializer initializer, @DefaultValue Farewell farewell,
		@DefaultValue Matcher matcher, @DefaultValue Batch batch, @DefaultValue UnexpectedBytes unexpectedBytes,
		@DefaultValue Ping ping, @DefaultValue Pool pool,
		@NestedConfigurationProperty @DefaultValue SharedProperties shared,
		@NestedConfigurationProperty @DefaultValue SocketProperties socket,
		@DefaultValue Map<String, FramedTcpProperties> clients) {

	/**
	 * Returns only the server, because other values may be secrets.
	 */
	@Override
	public String toString() {
		return "FramedTcpProperties[host=" + this.host + ", port=" + this.port + ", addresses=" + this.addresses + "]";
	}

	/**
	 * Replies of several frames. The payload is all frames of a reply, headers included.
	 *
	 * @param count Number of frames of each reply.
	 * @param last Comma-separated list of byte sequences, as hexadecimal digits. The
	 * payload of the last frame of a reply begins with one of them. Quote the value in
	 * YAML.
	 * @param lastMask Mask of the compared bits, as hexadecimal digits. All bits unless
	 * set. With a mask alone, the last frame has any of its bits set. Quote the value in
	 * YAML.
	 * @param lastOffset Offset of these bytes in the payload of the last frame. Zero
	 * unless set.
	 * @param lastPattern Regular expression found only in the payload of the last frame
	 * of a reply. Each byte is matched as one character.
	 */
	public record ReplyFrames(@Nullable Integer count, @DefaultValue List<String> last, @Nullable String lastMask,
			@Nullable Integer lastOffset, @Nullable String lastPattern) {

	}

	/**
	 * TLS of the connections.
	 *
	 * @param enabled Whether to use TLS. Enabled by default if a bundle is set.
	 * @param bundle Name of the SSL bundle with the trusted certificates, and with the
	 * client's key if the server requires one. The JVM's defaults unless set.
	 * @param verifyHostname Whether the server's certificate must match the server's
	 * name: server-name, or else the host.
	 * @param serverName Name or IP address that the server's certificate must match,
	 * instead of the host. A name is also sent to the server (SNI). For a server reached
	 * by IP address or through a tunnel. Not inherited by other clients.
	 */
	public record Ssl(@Nullable Boolean enabled, @Nullable String bundle, @DefaultValue("true") boolean verifyHostname,
			@Nullable String serverName) {

		boolean isEnabled() {
			return (this.enabled != null) ? this.enabled : this.bundle != null;
		}

	}

	/**
	 * Proxy that connects to the server on behalf of the client.
	 *
	 * @param type Protocol of the proxy: SOCKS5, or CONNECT of HTTP.
	 * @param host Host name or IP address of the proxy. The proxy resolves the name of
	 * the server. No proxy unless set.
	 * @param port TCP port of the proxy.
	 * @param username User name for the proxy. Requires the password.
	 * @param password Password for the proxy. Requires the user name.
	 */
	public record Proxy(@Nullable ProxyType type, @Nullable String host, @Nullable Integer port,
			@Nullable String username, @Nullable String password) {

		/**
		 * Returns only properties that are not secret.
		 */
		@Override
		public String toString() {
			return "Proxy[type=" + this.type + ", host=" + this.host + ", port=" + this.port + "]";
		}

	}

	/**
	 * Dialogue on each new connection before its first exchange, in the order of these
	 * properties.
	 *
	 * @param preamble Bytes to send first, unframed, as hexadecimal digits. Quote the
	 * value in YAML.
	 * @param preambleReply Bytes that the server must send, unframed, as hexadecimal
	 * digits. Quote the value in YAML.
	 * @param greeting Whether to read a frame that the server sends unasked.
	 * @param login Payload of a frame to send, as hexadecimal digits. The server must
	 * answer with a frame. Quote the value in YAML.
	 * @param loginReply First bytes of the payload that must answer the login, as
	 * hexadecimal digits. Requires the login. Quote the value in YAML.
	 * @param steps Further steps, in their order. Each sends or receives a frame, or
	 * writes or reads unframed bytes.
	 */
	public record Initializer(@Nullable String preamble, @Nullable String preambleReply, boolean greeting,
			@Nullable String login, @Nullable String loginReply, @DefaultValue List<Step> steps) {

		/**
		 * One step of the dialogue. Exactly one of the first ten properties must be set.
		 *
		 * @param send Payload of a frame to send, as hexadecimal digits. Quote the value
		 * in YAML.
		 * @param sendText Text to send as the payload of a frame, in UTF-8.
		 * @param write Bytes to send unframed, as hexadecimal digits. Quote the value in
		 * YAML.
		 * @param writeText Text to send unframed, in UTF-8.
		 * @param read Number of unframed bytes to read.
		 * @param readUntil Last bytes of an unframed read, as hexadecimal digits. Quote
		 * the value in YAML.
		 * @param readUntilText Last text of an unframed read, in UTF-8.
		 * @param receive Whether to receive a frame.
		 * @param receiveUntil First bytes of the payload of the last frame to receive, as
		 * hexadecimal digits. Earlier frames are skipped. Quote the value in YAML.
		 * @param receiveUntilText First text of the payload of the last frame to receive,
		 * in UTF-8. Earlier frames are skipped.
		 * @param expect Bytes with which the answer must begin, as hexadecimal digits.
		 * Any answer unless set. Quote the value in YAML.
		 * @param expectText Text with which the answer must begin, in UTF-8. Any answer
		 * unless set.
		 * @param expectPattern Regular expression that must be found in the answer. Each
		 * byte is matched as one character.
		 * @param showAnswer Whether an exception may show an unexpected answer.
		 */
		public record Step(@Nullable String send, @Nullable String sendText, @Nullable String write,
				@Nullable String writeText, @Nullable Integer read, @Nullable String readUntil,
				@Nullable String readUntilText, boolean receive, @Nullable String receiveUntil,
				@Nullable String receiveUntilText, @Nullable String expect, @Nullable String expectText,
				@Nullable String expectPattern, boolean showAnswer) {

		}

	}

	/**
	 * Message before the client closes a healthy connection. At most one of these is set.
	 *
	 * @param send Payload of a frame to send, as hexadecimal digits. Quote the value in
	 * YAML.
	 * @param sendText Text to send as the payload of a frame, in UTF-8.
	 * @param write Bytes to send unframed, as hexadecimal digits. Quote the value in
	 * YAML.
	 * @param writeText Text to send unframed, in UTF-8.
	 */
	public record Farewell(@Nullable String send, @Nullable String sendText, @Nullable String write,
			@Nullable String writeText) {

	}

	/**
	 * Comparison of an id in the request with the id in the reply.
	 *
	 * @param length Length in bytes of the id that a reply repeats from its request.
	 * Without a length or pattern, any frame counts as the reply.
	 * @param requestOffset Offset of the id in the payload of the request. Zero unless
	 * set.
	 * @param replyOffset Offset of the id in the payload of the reply. As in the request
	 * unless set.
	 * @param pattern Regular expression that finds an id in request and reply, with one
	 * group around the id. Replaces the length.
	 * @param replyPattern Regular expression that finds the id in a reply, with one group
	 * around the id. As in the request unless set.
	 * @param unsolicited Frames from the server that are no replies.
	 */
	public record Matcher(@Nullable Integer length, @Nullable Integer requestOffset, @Nullable Integer replyOffset,
			@Nullable String pattern, @Nullable String replyPattern, @DefaultValue Unsolicited unsolicited) {

		/**
		 * Frames from the server that are no replies, recognized by some bytes of their
		 * payloads.
		 *
		 * @param offset Offset of these bytes in the payload. Zero unless set.
		 * @param values Comma-separated list of the values of these bytes, as hexadecimal
		 * digits. Quote the value in YAML.
		 * @param mask Mask of the compared bits, as hexadecimal digits. All bits unless
		 * set. With a mask alone, such frames have any of its bits set. Quote the value
		 * in YAML.
		 */
		public record Unsolicited(@Nullable Integer offset, @DefaultValue List<String> values, @Nullable String mask) {

		}

	}

	/**
	 * Batches of requests on one connection.
	 *
	 * @param window Maximum number of unanswered requests of a batch. As many as fit into
	 * the send buffer unless set.
	 */
	public record Batch(@Nullable Integer window) {

	}

	/**
	 * Handling of an idle connection on which bytes have arrived.
	 *
	 * @param policy Whether to close the connection, or to drain whole frames from it and
	 * keep it.
	 * @param maxFrames Maximum number of frames to drain from a connection before it is
	 * lent.
	 * @param maxBytes Maximum total size of the payloads of these frames.
	 */
	public record UnexpectedBytes(@DefaultValue("discard") Policy policy, @DefaultValue("16") int maxFrames,
			@DefaultValue("64KB") DataSize maxBytes) {

		/**
		 * What to do with a connection on which bytes have arrived.
		 */
		public enum Policy {

			/**
			 * Close the connection.
			 */
			DISCARD,

			/**
			 * Pass whole frames to the handler of unsolicited frames. Keep the connection
			 * if no more bytes follow.
			 */
			DRAIN

		}

	}

	/**
	 * Ping that keeps idle connections alive and detects dead ones.
	 *
	 * @param payload Payload of the ping, as hexadecimal digits. Without it or a bean of
	 * type Ping, idle connections are not pinged. Quote the value in YAML.
	 * @param interval Time without a frame after which an idle connection is pinged.
	 * @param timeout Maximum time of a ping.
	 * @param answered Whether the server answers a ping with the payload above.
	 */
	public record Ping(@Nullable String payload, @DefaultValue("30s") Duration interval,
			@DefaultValue("2s") Duration timeout, @DefaultValue("true") boolean answered) {

	}

	/**
	 * Connection pool.
	 *
	 * @param maxTotal Maximum number of open connections.
	 * @param maxIdle Maximum number of idle connections to keep. Equal to max-total
	 * unless set.
	 * @param minIdle Minimum number of idle connections to keep ready.
	 * @param acquireTimeout Maximum time to wait for a connection while all are in use.
	 * Zero to not wait.
	 * @param maxWaiting Maximum number of callers waiting for a connection. Further
	 * callers are refused at once. No limit unless set.
	 * @param maxLifetime Age at which a connection is closed, less up to a tenth at
	 * random. Zero for no limit.
	 * @param maxUses Number of exchanges, pings included, after which a connection is
	 * closed. Use 1 for a server that closes the connection after each reply. Zero for no
	 * limit.
	 * @param idleTimeout Idle time after which a connection is closed, unless min-idle
	 * requires it. Zero for no limit.
	 * @param housekeepingInterval Time between two rounds of housekeeping, which tests,
	 * closes and opens idle connections.
	 * @param closeTimeout Maximum time that closing the client waits for connections in
	 * use. Then it closes them too.
	 * @param leakDetectionThreshold Time after which a connection in use is reported as a
	 * suspected leak, with the stack trace of its caller. Zero to disable.
	 */
	public record Pool(@DefaultValue("8") int maxTotal, @Nullable Integer maxIdle, int minIdle,
			@DefaultValue("2s") Duration acquireTimeout, @Nullable Integer maxWaiting,
			@DefaultValue("30m") Duration maxLifetime, @DefaultValue("0") int maxUses,
			@DefaultValue("5m") Duration idleTimeout, @DefaultValue("10s") Duration housekeepingInterval,
			@DefaultValue("5s") Duration closeTimeout, @DefaultValue("0") Duration leakDetectionThreshold) {

	}

}
