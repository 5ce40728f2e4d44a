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

import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.framedtcp.config.PingSettings;
import io.framedtcp.pool.FramedConnectionPool;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SettingsMapper} and {@link PropertyCheck}: values out of range stop
 * the start of the application, values at the bound do not.
 */
class InvalidPropertiesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class));

	private final ApplicationContextRunner configuredRunner = this.contextRunner
		.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=9000");

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			port                           | 0           | 0           | 1 to 65535
			port                           | 65536       | 65536       | 1 to 65535
			port                           | -1          | -1          | 1 to 65535
			connect-timeout                | 0s          | PT0S        | longer than zero
			connect-timeout                | -1s         | PT-1S       | longer than zero
			response-timeout               | 0s          | PT0S        | longer than zero
			response-timeout               | -1s         | PT-1S       | longer than zero
			max-frame-size                 | 0B          | 0B          | 1 to 2147483647 bytes
			max-frame-size                 | -1B         | -1B         | 1 to 2147483647 bytes
			max-frame-size                 | 2GB         | 2147483648B | 1 to 2147483647 bytes
			socket.send-buffer-size        | 0B          | 0B          | 1 to 2147483647 bytes
			socket.send-buffer-size        | -1KB        | -1024B      | 1 to 2147483647 bytes
			socket.receive-buffer-size     | 0B          | 0B          | 1 to 2147483647 bytes
			socket.receive-buffer-size     | -1KB        | -1024B      | 1 to 2147483647 bytes
			socket.keep-alive-idle         | 0s          | PT0S        | 1 to 32767 whole seconds, such as 30s
			socket.keep-alive-idle         | 30          | PT0.03S     | 1 to 32767 whole seconds, such as 30s
			socket.keep-alive-idle         | 32768s      | PT9H6M8S    | 1 to 32767 whole seconds, such as 30s
			socket.keep-alive-interval     | 1500ms      | PT1.5S      | 1 to 32767 whole seconds, such as 30s
			socket.keep-alive-count        | 0           | 0           | 1 to 127
			socket.keep-alive-count        | 128         | 128         | 1 to 127
			socket.local-address           | localhost   | localhost   | an IP address of this machine, without a port
			socket.local-address           | 127.0.0.1:1 | 127.0.0.1:1 | an IP address of this machine, without a port
			socket.local-address           | 1.2.3.256   | 1.2.3.256   | an IP address of this machine, without a port
			socket.local-address           | 0.0.0.0     | 0.0.0.0     | one network interface
			socket.local-address           | 224.0.0.1   | 224.0.0.1   | one network interface
			framing.length-field.size      | 0           | 0           | 1 to 8
			framing.length-field.size      | 9           | 9           | 1 to 8
			framing.length-field.offset    | -1          | -1          | 0 to
			framing.length-field.offset    | 2147483647  | 2147483647  | 0 to
			framing.length-field.marker    | xyz         | xyz         | hexadecimal
			framing.length-field.marker    | abc         | abc         | pairs of hexadecimal digits
			framing.length-field.marker    | cafe        | cafe        | offset of which is 0
			pool.max-total                 | 0           | 0           | 1 to 1000000
			pool.max-total                 | -1          | -1          | 1 to 1000000
			pool.max-idle                  | -1          | -1          | 0 to framed-tcp.pool.max-total, which is 8
			pool.max-idle                  | 9           | 9           | 0 to framed-tcp.pool.max-total, which is 8
			pool.min-idle                  | -1          | -1          | 0 to framed-tcp.pool.max-idle, which is 8
			pool.min-idle                  | 9           | 9           | 0 to framed-tcp.pool.max-idle, which is 8
			pool.max-waiting               | -1          | -1          | at least 0
			pool.acquire-timeout           | -1s         | PT-1S       | not be negative
			pool.max-lifetime              | -1s         | PT-1S       | not be negative
			pool.max-uses                  | -1          | -1          | at least 0
			pool.idle-timeout              | -1s         | PT-1S       | not be negative
			pool.close-timeout             | -1s         | PT-1S       | not be negative
			pool.housekeeping-interval     | 0s          | PT0S        | longer than zero
			pool.housekeeping-interval     | -1s         | PT-1S       | longer than zero
			pool.leak-detection-threshold  | -1s         | PT-1S       | not be negative
			fail-fast-after                | -1          | -1          | at least 0
			address-retry-delay            | -1s         | PT-1S       | not be negative
			connect-attempt-delay          | 0s          | PT0S        | longer than zero
			matcher.length                 | 0           | 0           | 1 to 1048576
			matcher.length                 | 1048577     | 1048577     | 1 to 1048576
			unexpected-bytes.max-frames    | 0           | 0           | at least 1
			unexpected-bytes.max-bytes     | 0B          | 0B          | 1 to 2147483647 bytes
			ping.interval                  | 0s          | PT0S        | longer than zero
			ping.timeout                   | -1s         | PT-1S       | longer than zero
			shared.connections             | 0           | 0           | 1 to 1000000
			shared.max-in-flight           | 0           | 0           | at least 1
			shared.max-in-flight-bytes     | 0B          | 0B          | at least 1 byte
			shared.max-orphans             | -1          | -1          | at least 0
			shared.orphan-max-age          | 0s          | PT0S        | longer than zero
			shared.suspect-after           | 0           | 0           | at least 1
			shared.drain-timeout           | -1s         | PT-1S       | not be negative
			shared.assign-ids.length       | 0           | 0           | 1 to 8
			shared.assign-ids.length       | 9           | 9           | 1 to 8
			addresses                      | here        | here        | host:port
			addresses                      | here:0      | here:0      | 1 to 65535
			addresses                      | here:65536  | here:65536  | 1 to 65535
			addresses                      | here:http   | here:http   | port number
			addresses                      | ::1:9000    | ::1:9000    | [IPv6 address]:port
			addresses                      | :9000       | :9000       | host
			addresses                      | a:1,b       | b           | host:port
			""")
	void valueOutOfRangeStopsTheStart(String property, String text, String value, String bound) {
		this.configuredRunner.withPropertyValues("framed-tcp." + property + "=" + text)
			.run((context) -> assertInvalid(context, "framed-tcp." + property, value, bound));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			s3cr3t | pairs of hexadecimal digits
			'be ef'| without spaces
			''     | It is empty, and so there would be no ping.
			""")
	void payloadOfAPingThatCannotBeSentStopsTheStartAndIsNotShown(String payload, String reason) {
		this.configuredRunner.withPropertyValues("framed-tcp.ping.payload=" + payload)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(ClientConfigurationException.class)
				.hasMessageContaining("'framed-tcp.ping.payload', which is not shown as it may be a secret")
				.hasMessageContaining(reason)
				.hasMessageNotContaining("s3cr3t"));
	}

	@Test
	void emptyPayloadOfAPingMayCancelAnother() {
		this.configuredRunner
			.withPropertyValues("framed-tcp.ping.payload=0a", "framed-tcp.clients.quiet.addresses=localhost:9001",
					"framed-tcp.clients.quiet.ping.payload=")
			.run((context) -> {
				assertThat(ping(context, "framedTcpConnectionPool")).isNotNull();
				assertThat(ping(context, "quietFramedTcpPool")).isNull();
			});
	}

	@Test
	void emptyPayloadOfAPingMayComeFromAPlaceholder() {
		this.configuredRunner.withPropertyValues("framed-tcp.ping.payload=${heartbeat:}")
			.run((context) -> assertThat(ping(context, "framedTcpConnectionPool")).isNull());
	}

	private static @Nullable PingSettings ping(AssertableApplicationContext context, String pool) {
		return context.getBean(pool, FramedConnectionPool.class).settings().ping();
	}

	@Test
	void hostWithoutPortStopsTheStart() {
		this.contextRunner.withPropertyValues("framed-tcp.host=localhost")
			.run((context) -> assertInvalid(context, "framed-tcp.port", "null", "1 to 65535"));
	}

	@ParameterizedTest
	@CsvSource({ "request-offset, -1", "request-offset, 1048573", "reply-offset, -1", "reply-offset, 1048573" })
	void idBeyondTheLargestFrameStopsTheStart(String property, String offset) {
		this.configuredRunner
			.withPropertyValues("framed-tcp.matcher.length=4", "framed-tcp.matcher." + property + "=" + offset)
			.run((context) -> assertInvalid(context, "framed-tcp.matcher." + property, offset, "0 to 1048572"));
	}

	@Test
	void offsetWithoutTheLengthOfTheIdStopsTheStart() {
		this.configuredRunner.withPropertyValues("framed-tcp.matcher.reply-offset=4")
			.run((context) -> assertInvalid(context, "framed-tcp.matcher.length", "null", "set with the offset"));
	}

	@Test
	void offsetWithoutTheLengthOfAssignedIdsStopsTheStart() {
		this.configuredRunner.withPropertyValues("framed-tcp.shared.assign-ids.offset=4")
			.run((context) -> assertInvalid(context, "framed-tcp.shared.assign-ids.length", "null",
					"set with the offset"));
	}

	@Test
	void assignedIdBeyondTheLargestFrameStopsTheStart() {
		this.configuredRunner
			.withPropertyValues("framed-tcp.shared.assign-ids.length=4", "framed-tcp.shared.assign-ids.offset=1048573")
			.run((context) -> assertInvalid(context, "framed-tcp.shared.assign-ids.offset", "1048573", "0 to 1048572"));
	}

	@Test
	void minIdleAboveMaxIdleStopsTheStart() {
		this.configuredRunner.withPropertyValues("framed-tcp.pool.max-idle=2", "framed-tcp.pool.min-idle=3")
			.run((context) -> assertInvalid(context, "framed-tcp.pool.min-idle", "3",
					"0 to framed-tcp.pool.max-idle, which is 2"));
	}

	@Test
	void maxIdleAboveLoweredMaxTotalStopsTheStart() {
		this.configuredRunner.withPropertyValues("framed-tcp.pool.max-total=4", "framed-tcp.pool.max-idle=5")
			.run((context) -> assertInvalid(context, "framed-tcp.pool.max-idle", "5",
					"0 to framed-tcp.pool.max-total, which is 4"));
	}

	@ParameterizedTest
	@CsvSource({ "keep-alive-idle, 7s, PT7S", "keep-alive-interval, 7s, PT7S", "keep-alive-count, 7, 7" })
	void keepAliveTimeWithoutKeepAliveStopsTheStart(String property, String text, String value) {
		this.configuredRunner
			.withPropertyValues("framed-tcp.socket.keep-alive=false", "framed-tcp.socket." + property + "=" + text)
			.run((context) -> assertInvalid(context, "framed-tcp.socket." + property, value,
					"no effect while framed-tcp.socket.keep-alive is false"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			type=socks5                                  | host     | null    | set to the name or address of the proxy
			password=secret-1                            | host     | null    | set to the name or address of the proxy
			host=p,port=1080                             | type     | null    | be socks5 or http-connect
			host=p,type=socks5                           | port     | null    | 1 to 65535
			host=p,type=socks5,port=0                    | port     | 0       | 1 to 65535
			host=p:1,type=socks5,port=1                  | host     | p:1     | port belongs in framed-tcp.proxy.port
			""")
	void proxyThatIsNotCompleteStopsTheStart(String properties, String property, String value, String rule) {
		this.configuredRunner.withPropertyValues(proxy(properties))
			.run((context) -> assertInvalid(context, "framed-tcp.proxy." + property, value, rule));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			type=socks5,username=secret-1                | password | set with framed-tcp.proxy.username
			type=socks5,password=secret-1                | username | set with framed-tcp.proxy.password
			type=http-connect,username=a:b,password=secret-1 | username | HTTP cannot carry it: 'username' must not
			type=socks5,username=,password=secret-1      | username | set with framed-tcp.proxy.password
			type=socks5,username=secret-1,password=      | password | SOCKS5 cannot carry it: 'password' must have 1
			""")
	void loginThatTheProxyCannotBeToldStopsTheStart(String properties, String property, String rule) {
		this.configuredRunner.withPropertyValues(proxy("host=p,port=1," + properties))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(ClientConfigurationException.class)
				.hasMessageContaining("'framed-tcp.proxy." + property + "'")
				.hasMessageContaining(rule)
				.message()
				.doesNotContain("secret-1"));
	}

	@Test
	void unknownTypeOfProxyStopsTheStart() {
		this.configuredRunner.withPropertyValues("framed-tcp.proxy.type=socks6")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("io.framedtcp.config.ProxyType.socks6"));
	}

	@Test
	void proxyProtocolByAProxyStopsTheStart() {
		this.configuredRunner.withPropertyValues(proxy("host=p,type=socks5,port=1"))
			.withPropertyValues("framed-tcp.proxy-protocol=v2")
			.run((context) -> assertInvalid(context, "framed-tcp.proxy-protocol", "V2",
					"must not be set with framed-tcp.proxy.host"));
	}

	@Test
	void serverNameWithoutTlsStopsTheStart() {
		this.configuredRunner.withPropertyValues("framed-tcp.ssl.server-name=db.internal")
			.run((context) -> assertInvalid(context, "framed-tcp.ssl.server-name", "db.internal",
					"no effect without TLS; set framed-tcp.ssl.enabled or framed-tcp.ssl.bundle"));
	}

	@Test
	void serverNameThatCannotBeOneStopsTheStart() {
		this.configuredRunner
			.withPropertyValues("framed-tcp.ssl.enabled=true", "framed-tcp.ssl.server-name=db_1.internal")
			.run((context) -> assertInvalid(context, "framed-tcp.ssl.server-name", "db_1.internal",
					"must be a host name or an IP address"));
	}

	private static String[] proxy(String properties) {
		return Arrays.stream(properties.split(","))
			.map((property) -> "framed-tcp.proxy." + property)
			.toArray(String[]::new);
	}

	@Test
	void pingOfConnectionsWithOneUseStopsTheStart() {
		this.configuredRunner.withPropertyValues("framed-tcp.pool.max-uses=1", "framed-tcp.ping.payload=00")
			.run((context) -> assertInvalid(context, "framed-tcp.pool.max-uses", "1",
					"Remove framed-tcp.ping.payload or the bean of type Ping"));
	}

	@Test
	void sharedConnectionsWithOneUseStopTheStart() {
		this.configuredRunner
			.withPropertyValues("framed-tcp.pool.max-uses=1", "framed-tcp.shared.enabled=true",
					"framed-tcp.matcher.length=4")
			.run((context) -> assertInvalid(context, "framed-tcp.pool.max-uses", "1",
					"set framed-tcp.shared.enabled to false"));
	}

	@Test
	void markerThatReachesIntoTheLengthFieldStopsTheStart() {
		this.configuredRunner
			.withPropertyValues("framed-tcp.framing.length-field.offset=1",
					"framed-tcp.framing.length-field.marker=cafe")
			.run((context) -> assertInvalid(context, "framed-tcp.framing.length-field.marker", "cafe",
					"Its 2 bytes must end before the length field, the offset of which is 1"));
	}

	@Test
	void hostWithAPortStopsTheStart() {
		this.contextRunner.withPropertyValues("framed-tcp.host=example.com:9000", "framed-tcp.port=9000")
			.run((context) -> assertInvalid(context, "framed-tcp.host", "example.com:9000",
					"the port belongs in framed-tcp.port"));
	}

	@Test
	void maximumBelowTheHeaderStopsTheStart() {
		this.configuredRunner
			.withPropertyValues("framed-tcp.framing.length-field.offset=4", "framed-tcp.max-frame-size=7B")
			.run((context) -> assertInvalid(context, "framed-tcp.max-frame-size", "7B",
					"8 bytes that the header takes"));
	}

	@Test
	void badAddressAtAnIndexStopsTheStart() {
		this.contextRunner.withPropertyValues("framed-tcp.addresses[0]=a:1", "framed-tcp.addresses[1]=b:70000")
			.run((context) -> assertInvalid(context, "framed-tcp.addresses", "b:70000", "1 to 65535"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "port=1", "port=65535", "connect-timeout=1ms", "response-timeout=1ms",
			"max-frame-size=2147483647B", "framing.length-field.size=1", "framing.length-field.size=8",
			"framing.length-field.offset=0", "pool.max-total=1", "pool.max-idle=0", "pool.max-idle=8",
			"pool.min-idle=8", "pool.max-waiting=0", "pool.acquire-timeout=0s", "pool.max-lifetime=0s",
			"pool.idle-timeout=0s", "pool.close-timeout=0s", "pool.housekeeping-interval=1ms" })
	void valueAtTheBoundStarts(String property) {
		this.configuredRunner.withPropertyValues("framed-tcp." + property)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void markerUpToTheLengthFieldStarts() {
		this.configuredRunner
			.withPropertyValues("framed-tcp.framing.length-field.offset=2",
					"framed-tcp.framing.length-field.marker=cafe")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static void assertInvalid(AssertableApplicationContext context, String property, String value,
			String bound) {
		assertThat(context).hasFailed();
		InvalidConfigurationPropertyValueException failure = invalidValue(context.getStartupFailure());
		assertThat(failure).isNotNull();
		assertThat(failure.getName()).isEqualTo(property);
		assertThat(String.valueOf(failure.getValue())).isEqualTo(value);
		assertThat(failure.getReason()).contains(bound);
	}

	private static @Nullable InvalidConfigurationPropertyValueException invalidValue(@Nullable Throwable failure) {
		if (failure == null || failure instanceof InvalidConfigurationPropertyValueException) {
			return (InvalidConfigurationPropertyValueException) failure;
		}
		return invalidValue(failure.getCause());
	}

}
