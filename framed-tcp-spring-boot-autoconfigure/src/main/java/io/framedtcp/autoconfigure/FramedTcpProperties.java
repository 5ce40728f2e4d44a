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
 * Values that are out of range stop the start of the application.
 *
 * @param host Host name or IP address of the server. No client is created without a host
 * or addresses.
 * @param port TCP port of the server.
 * @param addresses Addresses of several equal servers, each as host:port. Replaces host
 * and port.
 * @param addressSelection Which of several addresses a new connection tries first.
 * @param connectTimeout Time to open a connection in. It covers name resolution, all
 * addresses and the initializer together.
 * @param connectAttemptDelay Time after which the next address is tried as well, while an
 * attempt to connect goes on. Shorter if many addresses have to fit into the connect
 * timeout.
 * @param responseTimeout Time to write a request and read its reply in. Applies to calls
 * without a timeout of their own.
 * @param maxFrameSize Largest frame in either direction, header included.
 * @param idempotent Whether the server may get any request twice without harm. A call is
 * then repeated if its connection was closed before the reply began.
 * @param failFastAfter Number of successive connect failures after which callers are
 * refused at once. The failures must spread over at least a second. Callers are served
 * again when an attempt in the background succeeds. Zero to never refuse.
 * @param addressRetryDelay Time within which a failed address is tried in the background
 * for the first time. Doubled after each failure, up to 30 seconds. Callers try such an
 * address only after the others.
 * @param minRequestInterval Time that a connection must rest behind a frame, sent or
 * received, before the next request is written on it. For devices that miss a request
 * which comes too soon. Zero for no rest.
 * @param framing How frames are delimited.
 * @param replyFraming How replies are delimited, if not as requests are.
 * @param replyFrames How many frames a reply has, if more than one.
 * @param ssl TLS.
 * @param proxy Proxy that connects to the server.
 * @param proxyProtocol Version of the PROXY protocol by which each connection first tells
 * its own addresses, before TLS. They are not told unless set.
 * @param initializer Dialogue on each new connection.
 * @param farewell What is sent before the client closes a connection that is well.
 * @param matcher Comparison of an id in the request with the id in the reply.
 * @param batch Batches of requests on one connection.
 * @param unexpectedBytes Idle connections on which bytes have arrived.
 * @param ping Ping of idle connections.
 * @param pool Connection pool.
 * @param shared Connections that many callers use at a time.
 * @param socket Socket options.
 * @param clients Further clients by their names, each with the properties above. What is
 * not set for a client is taken from above, except for host, port and addresses.
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
	 * Returns the server alone, since other values may be secrets.
	 */
	@Override
	public String toString() {
		return "FramedTcpProperties[host=" + this.host + ", port=" + this.port + ", addresses=" + this.addresses + "]";
	}

	/**
	 * How many frames a reply has, if more than one. Its payload is all of them, headers
	 * included.
	 *
	 * @param count Number of frames of each reply.
	 * @param last Bytes that the payload of the last frame of a reply begins with, as
	 * hexadecimal digits, in YAML in quotation marks. One or more values, any of which
	 * may end a reply.
	 * @param lastMask Bits of these bytes that are compared, as hexadecimal digits, in
	 * YAML in quotation marks. All unless set. With a mask and no values, any bit of the
	 * mask is set in the last frame.
	 * @param lastOffset Where these bytes are in the payload of the last frame. At its
	 * beginning unless set.
	 * @param lastPattern Regular expression that finds something in the payload of the
	 * last frame of a reply only. It sees one character for each byte.
	 */
	public record ReplyFrames(@Nullable Integer count, @DefaultValue List<String> last, @Nullable String lastMask,
			@Nullable Integer lastOffset, @Nullable String lastPattern) {

	}

	/**
	 * How connections are secured by TLS.
	 *
	 * @param enabled Whether to use TLS. Enabled if a bundle is set, unless set
	 * otherwise.
	 * @param bundle Name of the SSL bundle with the trusted certificates, and with the
	 * client's key if the server asks for it. The JVM's defaults unless set.
	 * @param verifyHostname Whether the server's certificate must match the name by which
	 * the server is addressed.
	 * @param serverName Name or IP address that the server's certificate must have, in
	 * place of the host. The server is told the name. For a server that is addressed by
	 * an IP address or through a tunnel. Not inherited by other clients.
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
	 * @param type How the proxy is asked: by SOCKS5, or by the method CONNECT of HTTP.
	 * @param host Host name or IP address of the proxy. The proxy resolves the name of
	 * the server. There is no proxy unless set.
	 * @param port TCP port of the proxy.
	 * @param username User name for the proxy. Goes with the password.
	 * @param password Password for the proxy. Goes with the user name.
	 */
	public record Proxy(@Nullable ProxyType type, @Nullable String host, @Nullable Integer port,
			@Nullable String username, @Nullable String password) {

		/**
		 * Returns the properties that are no secrets.
		 */
		@Override
		public String toString() {
			return "Proxy[type=" + this.type + ", host=" + this.host + ", port=" + this.port + "]";
		}

	}

	/**
	 * Dialogue on each new connection before its first exchange, in this order.
	 *
	 * @param preamble Bytes to send first, without any framing, as hexadecimal digits, in
	 * YAML in quotation marks.
	 * @param preambleReply Bytes that the server must send, without any framing, as
	 * hexadecimal digits, in YAML in quotation marks.
	 * @param greeting Whether to read a frame that the server sends by itself.
	 * @param login Payload of a frame to send, as hexadecimal digits, in YAML in
	 * quotation marks. The server must answer with a frame.
	 * @param loginReply Bytes that the payload of the answer to the login must begin
	 * with, as hexadecimal digits, in YAML in quotation marks. Goes with the login.
	 * @param steps Further steps, in their order. Each sends, writes, reads or receives
	 * something.
	 */
	public record Initializer(@Nullable String preamble, @Nullable String preambleReply, boolean greeting,
			@Nullable String login, @Nullable String loginReply, @DefaultValue List<Step> steps) {

		/**
		 * One step of the dialogue. One of the first ten properties is set.
		 *
		 * @param send Payload of a frame to send, as hexadecimal digits, in YAML in
		 * quotation marks.
		 * @param sendText Payload of a frame to send, as text in UTF-8.
		 * @param write Bytes to send without any framing, as hexadecimal digits, in YAML
		 * in quotation marks.
		 * @param writeText Bytes to send without any framing, as text in UTF-8.
		 * @param read Number of bytes to read without any framing.
		 * @param readUntil Bytes up to which to read without any framing, as hexadecimal
		 * digits, in YAML in quotation marks. They are read as well.
		 * @param readUntilText Text up to which to read without any framing, in UTF-8. It
		 * is read as well.
		 * @param receive Whether to receive a frame.
		 * @param receiveUntil Bytes that the payload of a frame begins with, as
		 * hexadecimal digits, in YAML in quotation marks. Frames are received up to this
		 * one.
		 * @param receiveUntilText Text that the payload of a frame begins with, in UTF-8.
		 * Frames are received up to this one.
		 * @param expect Bytes that what is read or received must begin with, as
		 * hexadecimal digits, in YAML in quotation marks. Any unless set.
		 * @param expectText Text that what is read or received must begin with, in UTF-8.
		 * Any unless set.
		 * @param expectPattern Regular expression that must find something in what is
		 * read or received. It sees one character for each byte.
		 * @param showAnswer Whether an exception may show what came instead of what is
		 * expected.
		 */
		public record Step(@Nullable String send, @Nullable String sendText, @Nullable String write,
				@Nullable String writeText, @Nullable Integer read, @Nullable String readUntil,
				@Nullable String readUntilText, boolean receive, @Nullable String receiveUntil,
				@Nullable String receiveUntilText, @Nullable String expect, @Nullable String expectText,
				@Nullable String expectPattern, boolean showAnswer) {

		}

	}

	/**
	 * What is sent before the client closes a connection that is well. One of these is
	 * set, or none.
	 *
	 * @param send Payload of a frame to send, as hexadecimal digits, in YAML in quotation
	 * marks.
	 * @param sendText Payload of a frame to send, as text in UTF-8.
	 * @param write Bytes to send without any framing, as hexadecimal digits, in YAML in
	 * quotation marks.
	 * @param writeText Bytes to send without any framing, as text in UTF-8.
	 */
	public record Farewell(@Nullable String send, @Nullable String sendText, @Nullable String write,
			@Nullable String writeText) {

	}

	/**
	 * Comparison of an id in the request with the id in the reply.
	 *
	 * @param length Length in bytes of the id that a reply repeats from its request. Each
	 * frame is taken for the reply unless set.
	 * @param requestOffset Where the id begins in the payload of the request. At its
	 * beginning unless set.
	 * @param replyOffset Where the id begins in the payload of the reply. As in the
	 * request unless set.
	 * @param pattern Regular expression that finds an id in text, with one group around
	 * the id. For request and reply, in place of a length.
	 * @param replyPattern Regular expression that finds the id in a reply, with one group
	 * around the id. As in the request unless set.
	 * @param unsolicited Frames of the server that are no replies.
	 */
	public record Matcher(@Nullable Integer length, @Nullable Integer requestOffset, @Nullable Integer replyOffset,
			@Nullable String pattern, @Nullable String replyPattern, @DefaultValue Unsolicited unsolicited) {

		/**
		 * Frames of the server that are no replies, by some bytes of their payloads.
		 *
		 * @param offset Where these bytes begin in the payload. At its beginning unless
		 * set.
		 * @param values What the bytes are in such frames, each as hexadecimal digits, in
		 * YAML in quotation marks. With a mask and no values, any bit of the mask is set.
		 * @param mask Bits of the bytes that are compared, as hexadecimal digits, in YAML
		 * in quotation marks. All unless set.
		 */
		public record Unsolicited(@Nullable Integer offset, @DefaultValue List<String> values, @Nullable String mask) {

		}

	}

	/**
	 * Batches of requests on one connection.
	 *
	 * @param window Most requests of a batch that are without a reply at a time. As many
	 * as fit into the send buffer unless set.
	 */
	public record Batch(@Nullable Integer window) {

	}

	/**
	 * What happens to an idle connection on which bytes have arrived.
	 *
	 * @param policy Whether to discard the connection, or to drain whole frames from it
	 * and keep it.
	 * @param maxFrames Most frames to drain from a connection before it is lent.
	 * @param maxBytes Most bytes that the payloads of these frames may have together.
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
			 * Hand whole frames to the handler of unsolicited frames, and keep the
			 * connection if it is then silent.
			 */
			DRAIN

		}

	}

	/**
	 * Ping that keeps idle connections alive and finds the dead ones.
	 *
	 * @param payload Payload of the ping, as hexadecimal digits, in YAML in quotation
	 * marks. Idle connections are not pinged without it or a bean of type Ping.
	 * @param interval Time that a connection must have been silent to be pinged.
	 * @param timeout Time that a ping may take.
	 * @param answered Whether the server answers a ping with the payload above.
	 */
	public record Ping(@Nullable String payload, @DefaultValue("30s") Duration interval,
			@DefaultValue("2s") Duration timeout, @DefaultValue("true") boolean answered) {

	}

	/**
	 * Connection pool.
	 *
	 * @param maxTotal Most connections that are open at any time.
	 * @param maxIdle Most connections that are kept while idle. As many as may be open
	 * unless set.
	 * @param minIdle Number of idle connections that are kept ready.
	 * @param acquireTimeout Time to wait for a connection while all are in use. Zero to
	 * not wait.
	 * @param maxWaiting Most callers that wait for a connection at a time. Further
	 * callers are refused at once. No limit unless set.
	 * @param maxLifetime Age at which a connection is closed, less up to a tenth at
	 * random. Zero for no limit.
	 * @param maxUses Number of exchanges that a connection serves before it is closed,
	 * pings included. Use 1 for a server that closes the connection after each reply.
	 * Zero for no limit.
	 * @param idleTimeout Time that a connection beyond min-idle may be idle. Zero for no
	 * limit.
	 * @param housekeepingInterval Time between two rounds of testing, closing and
	 * refilling idle connections.
	 * @param closeTimeout Time that closing the client waits for connections in use
	 * before it closes them as well.
	 * @param leakDetectionThreshold Time that a connection may be held before that is
	 * reported, with the stack trace of its borrower. Zero to not report it.
	 */
	public record Pool(@DefaultValue("8") int maxTotal, @Nullable Integer maxIdle, int minIdle,
			@DefaultValue("2s") Duration acquireTimeout, @Nullable Integer maxWaiting,
			@DefaultValue("30m") Duration maxLifetime, @DefaultValue("0") int maxUses,
			@DefaultValue("5m") Duration idleTimeout, @DefaultValue("10s") Duration housekeepingInterval,
			@DefaultValue("5s") Duration closeTimeout, @DefaultValue("0") Duration leakDetectionThreshold) {

	}

}
