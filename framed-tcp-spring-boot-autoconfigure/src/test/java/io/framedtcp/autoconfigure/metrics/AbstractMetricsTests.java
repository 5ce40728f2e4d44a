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

package io.framedtcp.autoconfigure.metrics;

import java.util.Locale;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.RequiredSearch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.framedtcp.autoconfigure.FramedTcpAutoConfiguration;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.test.FramedTcpServer;

/**
 * A registry, and contexts whose clients are measured.
 */
abstract class AbstractMetricsTests {

	final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(FramedTcpAutoConfiguration.class, FramedTcpMetricsAutoConfiguration.class));

	final MeterRegistry registry = new SimpleMeterRegistry();

	ApplicationContextRunner configured() {
		return this.contextRunner.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=9000");
	}

	ApplicationContextRunner at(FramedTcpServer server) {
		return this.contextRunner.withPropertyValues("framed-tcp.host=" + server.host(),
				"framed-tcp.port=" + server.port());
	}

	static FramedTcpServer oneAnswerServer() {
		return FramedTcpServer.serving((connection) -> {
			connection.writeFrame(connection.readFrame());
			connection.awaitClose();
		});
	}

	double gauge(String name) {
		return find(name).gauge().value();
	}

	double counter(String name) {
		return find(name).functionCounter().count();
	}

	double closed(CloseReason reason) {
		return find("framedtcp.connections.closed").tag("reason", reason.name().toLowerCase(Locale.ROOT))
			.functionCounter()
			.count();
	}

	RequiredSearch find(String name) {
		return this.registry.get(name).tag("client", "default");
	}

}
