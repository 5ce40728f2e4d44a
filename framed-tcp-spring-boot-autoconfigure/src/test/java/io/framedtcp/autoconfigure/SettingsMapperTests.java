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

import java.nio.ByteOrder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import io.framedtcp.FramedTcpTemplateBuilder;
import io.framedtcp.config.AddressSelection;
import io.framedtcp.config.AssignedIds;
import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.Ordering;
import io.framedtcp.config.PingSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.config.ProxyProtocol;
import io.framedtcp.config.ProxySettings;
import io.framedtcp.config.ServerAddress;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.config.SocketSettings;
import io.framedtcp.config.TlsSettings;
import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.config.UnknownReplyPolicy;
import io.framedtcp.framing.ContentLengthFraming;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.framing.RecordMarkingFraming;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.Ping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SettingsMapper}, from configuration properties to the library's
 * settings.
 */
class SettingsMapperTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class))
		.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=9000");

	@Test
	void defaultsAreThoseOfTheLibrary() {
		FramedTcpProperties properties = bind();
		SettingsMapper mapper = mapper(properties);
		Framing framing = LengthFieldFraming.builder().build();
		assertThat(mapper.framing()).hasToString(framing.toString());
		assertDefault(mapper, framing);
		assertThat(mapper.poolSettings(mapper.ping(LengthFieldFraming.builder().build())).build())
			.usingRecursiveComparison()
			.isEqualTo(PoolSettings.builder().build());
		assertThat(properties.responseTimeout()).isEqualTo(FramedTcpTemplateBuilder.DEFAULT_RESPONSE_TIMEOUT);
	}

	@Test
	void defaultsOfOptionalPartsAreThoseOfTheLibrary() {
		SettingsMapper mapper = mapper(bind("unexpected-bytes.policy=drain", "ping.payload=00",
				"framing.type=record-marking", "reply-framing.type=content-length"));
		assertThat(mapper.framing()).hasToString(
				RecordMarkingFraming.builder().build().withReplies(ContentLengthFraming.bodyOnly()).toString());
		assertThat(mapper.connectionSettings().address("localhost", 9000).build().unexpectedBytes())
			.isEqualTo(UnexpectedBytesPolicy.drain());
		Ping ping = mapper.ping(LengthFieldFraming.builder().build());
		assertThat(mapper.poolSettings(ping).build().ping()).isEqualTo(new PingSettings(ping));
		assertThat(ping.isAnswered()).isTrue();
		assertThat(mapper.properties().ssl().verifyHostname())
			.isEqualTo(TlsSettings.builder(() -> null).build().isHostnameVerified());
		assertThat(mapper.properties().idempotent()).isFalse();
	}

	@Test
	void defaultsOfSharedConnectionsAreThoseOfTheLibrary() {
		SettingsMapper mapper = mapper(bind("shared.enabled=true", "matcher.length=4", "shared.max-in-flight-bytes="));
		assertThat(sharedSettings(mapper)).usingRecursiveComparison().isEqualTo(SharedSettings.builder().build());
		assertThat(sharedSettings(mapper(bind("shared.max-in-flight=256")))).isNull();
	}

	@Test
	void sharedPropertiesReachTheSharedSettings() {
		SettingsMapper mapper = mapper(bind("shared.enabled=true", "shared.connections=2", "shared.max-in-flight=256",
				"shared.max-in-flight-bytes=1MB", "shared.max-orphans=16", "shared.orphan-max-age=2m",
				"shared.suspect-after=5", "shared.on-unknown-reply=ignore", "shared.assign-ids.offset=2",
				"shared.assign-ids.length=4", "shared.drain-timeout=7s", "shared.listen=true"));
		assertThat(sharedSettings(mapper)).usingRecursiveComparison()
			.isEqualTo(SharedSettings.builder()
				.connections(2)
				.maxInFlight(256)
				.maxInFlightBytes(1024 * 1024)
				.maxOrphans(16)
				.orphanMaxAge(Duration.ofMinutes(2))
				.suspectAfter(5)
				.onUnknownReply(UnknownReplyPolicy.IGNORE)
				.assignIds(2, 4)
				.drainTimeout(Duration.ofSeconds(7))
				.listen(true)
				.build());
		assertThat(sharedSettings(mapper(bind("shared.enabled=true", "shared.ordering=in-order"))).ordering())
			.isEqualTo(Ordering.IN_ORDER);
		assertThat(sharedSettings(mapper(bind("shared.enabled=true", "shared.assign-ids.length=2"))).assignedIds())
			.isEqualTo(new AssignedIds(0, 2));
	}

	@Test
	void maxIdleFollowsMaxTotalUnlessSet() {
		this.contextRunner.withPropertyValues("framed-tcp.pool.max-total=20")
			.run((context) -> assertThat(mapper(context.getBean(FramedTcpProperties.class)).poolSettings(null).build())
				.usingRecursiveComparison()
				.isEqualTo(PoolSettings.builder().maxTotal(20).maxIdle(20).build()));
	}

	@Test
	void connectionPropertiesReachThePool() {
		this.contextRunner
			.withPropertyValues("framed-tcp.address-selection=round-robin", "framed-tcp.connect-timeout=750ms",
					"framed-tcp.max-frame-size=64KB", "framed-tcp.socket.tcp-no-delay=false",
					"framed-tcp.socket.keep-alive=false", "framed-tcp.socket.send-buffer-size=32KB",
					"framed-tcp.socket.receive-buffer-size=16KB", "framed-tcp.matcher.length=2",
					"framed-tcp.matcher.request-offset=4", "framed-tcp.matcher.reply-offset=8",
					"framed-tcp.unexpected-bytes.policy=drain", "framed-tcp.unexpected-bytes.max-frames=3",
					"framed-tcp.unexpected-bytes.max-bytes=2KB", "framed-tcp.fail-fast-after=7",
					"framed-tcp.address-retry-delay=9s", "framed-tcp.connect-attempt-delay=120ms")
			.run((context) -> {
				Framing framing = context.getBean(Framing.class);
				assertThat(context.getBean(FramedConnectionPool.class).connectionSettings()).usingRecursiveComparison()
					.isEqualTo(ConnectionSettings.builder()
						.address(new ServerAddress("localhost", 9000))
						.addressSelection(AddressSelection.ROUND_ROBIN)
						.connectTimeout(Duration.ofMillis(750))
						.connectAttemptDelay(Duration.ofMillis(120))
						.framing(framing)
						.maxFrameSize(64 * 1024)
						.matcher(ExchangeMatcher.equalBytes(4, 8, 2))
						.unexpectedBytes(new UnexpectedBytesPolicy(3, 2048))
						.failFastAfter(7)
						.addressRetryDelay(Duration.ofSeconds(9))
						.socket((socket) -> socket.tcpNoDelay(false)
							.keepAlive(false)
							.sendBufferSize(32 * 1024)
							.receiveBufferSize(16 * 1024))
						.build());
			});
	}

	@Test
	void socketPropertiesReachTheSocketSettings() {
		this.contextRunner
			.withPropertyValues("framed-tcp.socket.keep-alive-idle=40s", "framed-tcp.socket.keep-alive-interval=1m",
					"framed-tcp.socket.keep-alive-count=4", "framed-tcp.socket.quick-ack=true",
					"framed-tcp.socket.local-address=127.0.0.2")
			.run((context) -> {
				SocketSettings socket = context.getBean(FramedConnectionPool.class).connectionSettings().socket();
				assertThat(socket.keepAliveIdle()).hasSeconds(40);
				assertThat(socket.keepAliveInterval()).hasMinutes(1);
				assertThat(socket.keepAliveCount()).isEqualTo(4);
				assertThat(socket.quickAck()).isTrue();
				assertThat(socket.localAddress()).hasToString("/127.0.0.2");
			});
	}

	@Test
	void proxyPropertiesReachTheConnectionSettings() {
		this.contextRunner
			.withPropertyValues("framed-tcp.proxy.type=http-connect", "framed-tcp.proxy.host=proxy",
					"framed-tcp.proxy.port=3128", "framed-tcp.proxy.username=alice", "framed-tcp.proxy.password=s3cret")
			.run((context) -> {
				assertThat(context.getBean(FramedConnectionPool.class).connectionSettings().proxy())
					.isEqualTo(ProxySettings.httpConnect("proxy", 3128).credentials("alice", "s3cret"));
				FramedTcpProperties properties = context.getBean(FramedTcpProperties.class);
				assertThat(properties.toString()).doesNotContain("alice", "s3cret");
				assertThat(properties.proxy().toString()).startsWith("Proxy[").doesNotContain("alice", "s3cret");
			});
	}

	@Test
	void proxyIsInheritedAsAWhole() {
		this.contextRunner
			.withPropertyValues("framed-tcp.proxy.type=socks5", "framed-tcp.proxy.host=proxy",
					"framed-tcp.proxy.port=1080", "framed-tcp.proxy.username=alice", "framed-tcp.proxy.password=s3cret",
					"framed-tcp.clients.one.addresses=localhost:1", "framed-tcp.clients.two.addresses=localhost:2",
					"framed-tcp.clients.two.proxy.host=other", "framed-tcp.clients.two.proxy.port=1081",
					"framed-tcp.clients.two.proxy.type=socks5", "framed-tcp.clients.none.addresses=localhost:3",
					"framed-tcp.clients.none.proxy.host=")
			.run((context) -> {
				assertThat(connection(context, "one").proxy())
					.isEqualTo(ProxySettings.socks5("proxy", 1080).credentials("alice", "s3cret"));
				assertThat(connection(context, "two").proxy()).isEqualTo(ProxySettings.socks5("other", 1081));
				assertThat(connection(context, "none").proxy()).isNull();
			});
	}

	@Test
	void proxyProtocolReachesTheConnectionSettings() {
		this.contextRunner.withPropertyValues("framed-tcp.proxy-protocol=v2")
			.run((context) -> assertThat(
					context.getBean(FramedConnectionPool.class).connectionSettings().proxyProtocol())
				.isEqualTo(ProxyProtocol.V2));
	}

	@Test
	void clientWithKeepAliveOfItsOwnInheritsNoTimesOfIt() {
		this.contextRunner
			.withPropertyValues("framed-tcp.socket.keep-alive-idle=40s", "framed-tcp.clients.one.addresses=localhost:1",
					"framed-tcp.clients.two.addresses=localhost:2", "framed-tcp.clients.two.socket.keep-alive=false")
			.run((context) -> {
				assertThat(socket(context, "one").keepAliveIdle()).hasSeconds(40);
				assertThat(socket(context, "two").keepAlive()).isFalse();
				assertThat(socket(context, "two").keepAliveIdle()).isNull();
			});
	}

	private static SocketSettings socket(ApplicationContext context, String client) {
		return connection(context, client).socket();
	}

	private static ConnectionSettings connection(ApplicationContext context, String client) {
		return BeanFactoryAnnotationUtils
			.qualifiedBeanOfType(context.getAutowireCapableBeanFactory(), FramedConnectionPool.class, client)
			.connectionSettings();
	}

	@Test
	void framingPropertiesReachTheFraming() {
		this.contextRunner
			.withPropertyValues("framed-tcp.framing.length-field.offset=3", "framed-tcp.framing.length-field.size=2",
					"framed-tcp.framing.length-field.byte-order=little-endian",
					"framed-tcp.framing.length-field.adjustment=-5", "framed-tcp.framing.length-field.marker=CAfe",
					"framed-tcp.framing.length-field.keep-header=true")
			.run((context) -> assertThat(context.getBean(Framing.class)).hasToString(LengthFieldFraming.builder()
				.offset(3)
				.size(2)
				.byteOrder(ByteOrder.LITTLE_ENDIAN)
				.adjustment(-5)
				.marker((byte) 0xca, (byte) 0xfe)
				.keepHeader(true)
				.build()
				.toString()));
	}

	@Test
	void poolPropertiesReachThePoolSettings() {
		this.contextRunner.withPropertyValues("framed-tcp.pool.max-total=12", "framed-tcp.pool.max-idle=6",
				"framed-tcp.pool.min-idle=3", "framed-tcp.pool.acquire-timeout=1500ms",
				"framed-tcp.pool.max-waiting=40", "framed-tcp.pool.max-lifetime=10m", "framed-tcp.pool.max-uses=250",
				"framed-tcp.pool.idle-timeout=90s", "framed-tcp.pool.housekeeping-interval=7s",
				"framed-tcp.pool.close-timeout=1s", "framed-tcp.pool.leak-detection-threshold=4s")
			.run((context) -> assertThat(mapper(context.getBean(FramedTcpProperties.class)).poolSettings(null).build())
				.usingRecursiveComparison()
				.isEqualTo(PoolSettings.builder()
					.maxTotal(12)
					.maxIdle(6)
					.minIdle(3)
					.acquireTimeout(Duration.ofMillis(1500))
					.maxWaiting(40)
					.maxLifetime(Duration.ofMinutes(10))
					.maxUses(250)
					.idleTimeout(Duration.ofSeconds(90))
					.housekeepingInterval(Duration.ofSeconds(7))
					.closeTimeout(Duration.ofSeconds(1))
					.leakDetectionThreshold(Duration.ofSeconds(4))
					.build()));
	}

	@Test
	void offsetOfTheIdInTheReplyFollowsThatInTheRequestUnlessSet() {
		this.contextRunner.withPropertyValues("framed-tcp.matcher.length=2", "framed-tcp.matcher.request-offset=4")
			.run((context) -> assertThat(mapper(context.getBean(FramedTcpProperties.class)).matcher())
				.isEqualTo(ExchangeMatcher.equalBytes(4, 4, 2)));
	}

	@Test
	void pingPropertiesReachThePoolSettings() {
		this.contextRunner
			.withPropertyValues("framed-tcp.ping.payload=CAfe", "framed-tcp.ping.interval=45s",
					"framed-tcp.ping.timeout=300ms", "framed-tcp.ping.answered=false")
			.run((context) -> {
				SettingsMapper mapper = mapper(context.getBean(FramedTcpProperties.class));
				PingSettings settings = mapper.poolSettings(mapper.ping(LengthFieldFraming.builder().build()))
					.build()
					.ping();
				assertThat(settings.interval()).hasSeconds(45);
				assertThat(settings.timeout()).hasMillis(300);
				assertThat(settings.ping().request()).containsExactly(0xca, 0xfe);
				assertThat(settings.ping().isAnswered()).isFalse();
			});
	}

	@Test
	void propertiesLeftEmptyKeepTheirDefaults() {
		this.contextRunner
			.withPropertyValues("framed-tcp.connect-timeout=", "framed-tcp.max-frame-size=",
					"framed-tcp.address-selection=", "framed-tcp.framing.length-field.byte-order=",
					"framed-tcp.framing.length-field.marker=", "framed-tcp.pool.max-idle=",
					"framed-tcp.pool.max-waiting=", "framed-tcp.pool.acquire-timeout=")
			.run((context) -> {
				SettingsMapper mapper = mapper(context.getBean(FramedTcpProperties.class));
				Framing framing = context.getBean(Framing.class);
				assertThat(framing).hasToString(LengthFieldFraming.builder().build().toString());
				assertDefault(mapper, framing);
				assertThat(mapper.poolSettings(mapper.ping(LengthFieldFraming.builder().build())).build())
					.usingRecursiveComparison()
					.isEqualTo(PoolSettings.builder().build());
			});
	}

	private static void assertDefault(SettingsMapper mapper, Framing framing) {
		assertThat(mapper.connectionSettings()
			.address("localhost", 9000)
			.framing(framing)
			.initializer(mapper.initializer(framing))
			.matcher(mapper.matcher())
			.build()).usingRecursiveComparison()
			.isEqualTo(ConnectionSettings.builder().address("localhost", 9000).framing(framing).build());
	}

	private static SharedSettings sharedSettings(SettingsMapper mapper) {
		return mapper.sharedSettings(mapper.connectionSettings()
			.address("localhost", 9000)
			.framing(mapper.framing())
			.matcher(mapper.matcher())
			.build(), mapper.poolSettings(null).build());
	}

	private static FramedTcpProperties bind(String... properties) {
		Map<String, String> values = new HashMap<>();
		for (String property : properties) {
			int equals = property.indexOf('=');
			values.put("framed-tcp." + property.substring(0, equals), property.substring(equals + 1));
		}
		return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("framed-tcp",
				FramedTcpProperties.class);
	}

	private static SettingsMapper mapper(FramedTcpProperties properties) {
		return new SettingsMapper(properties);
	}

}
