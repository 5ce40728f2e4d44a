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

package io.framedtcp.interop;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.ip.dsl.Tcp;
import org.springframework.integration.ip.tcp.connection.AbstractServerConnectionFactory;
import org.springframework.integration.ip.tcp.serializer.AbstractByteArraySerializer;

/**
 * An inbound gateway of Spring Integration that answers with what it was sent.
 */
final class IntegrationGateway implements Server {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	IntegrationGateway(AbstractByteArraySerializer serializer) {
		this.context.register(Application.class);
		this.context.registerBean(IntegrationFlow.class, () -> IntegrationFlow
			.from(Tcp.inboundGateway(Tcp.netServer(0).id("server").serializer(serializer).deserializer(serializer)))
			.transform(byte[].class, this::answer)
			.get());
		this.context.refresh();
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(connections()::isListening);
	}

	@Override
	public int port() {
		return connections().getPort();
	}

	@Override
	public void closeConnections(Relay relay) {
		connections().getOpenConnectionIds().forEach(connections()::closeConnection);
	}

	@Override
	public void close() {
		this.context.close();
	}

	private byte[] answer(byte[] request) {
		return request.clone();
	}

	private AbstractServerConnectionFactory connections() {
		return this.context.getBean(AbstractServerConnectionFactory.class);
	}

	/**
	 * The gateway's application.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	static class Application {

	}

}
