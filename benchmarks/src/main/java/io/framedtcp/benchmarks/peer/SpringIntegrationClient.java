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

package io.framedtcp.benchmarks.peer;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.ip.tcp.connection.CachingClientConnectionFactory;
import org.springframework.integration.ip.tcp.connection.DefaultTcpNetSSLSocketFactorySupport;
import org.springframework.integration.ip.tcp.connection.TcpNetClientConnectionFactory;
import org.springframework.integration.ip.tcp.outbound.TcpOutboundGateway;
import org.springframework.integration.ip.tcp.serializer.ByteArrayLengthHeaderSerializer;
import org.springframework.integration.support.MessageBuilder;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;

/**
 * Spring Integration: a gateway over a factory that keeps connections. The gateway is
 * called directly, without the proxy and channels that an application has in front of it,
 * and over blocking sockets, which are faster than its NIO.
 */
final class SpringIntegrationClient implements Client {

	private final AnnotationConfigApplicationContext context;

	private final CachingClientConnectionFactory connections;

	private final TcpOutboundGateway gateway;

	SpringIntegrationClient(Target target) {
		this.context = new AnnotationConfigApplicationContext(Infrastructure.class);
		this.connections = new CachingClientConnectionFactory(single(target, this.context), target.connections());
		this.connections.setConnectionWaitTimeout(target.acquireTimeoutMillis());
		this.connections.setBeanFactory(this.context);
		this.connections.afterPropertiesSet();
		this.gateway = new TcpOutboundGateway();
		this.gateway.setConnectionFactory(this.connections);
		this.gateway.setRemoteTimeout(target.responseTimeoutMillis());
		this.gateway.setBeanFactory(this.context);
		this.gateway.afterPropertiesSet();
		this.gateway.start();
	}

	@Override
	public byte[] exchange(byte[] request) {
		ReplyHolder holder = new ReplyHolder();
		this.gateway.handleMessage(MessageBuilder.withPayload(request).setReplyChannel(holder).build());
		if (holder.reply == null) {
			throw new IllegalStateException("No reply");
		}
		return (byte[]) holder.reply.getPayload();
	}

	@Override
	public void close() {
		this.gateway.stop();
		this.connections.destroy();
		this.context.close();
	}

	static TcpNetClientConnectionFactory single(Target target, BeanFactory beans) {
		TcpNetClientConnectionFactory factory = new TcpNetClientConnectionFactory(Target.HOST, target.port());
		ByteArrayLengthHeaderSerializer serializer = new ByteArrayLengthHeaderSerializer();
		serializer.setMaxMessageSize(target.maxFrame());
		factory.setSerializer(serializer);
		factory.setDeserializer(serializer);
		factory.setSoTcpNoDelay(true);
		SSLContext tls = target.tls();
		if (tls != null) {
			factory.setTcpSocketFactorySupport(new DefaultTcpNetSSLSocketFactorySupport(() -> tls));
		}
		factory.setBeanFactory(beans);
		factory.afterPropertiesSet();
		return factory;
	}

	/**
	 * Takes the reply where it is, without a queue.
	 */
	private static final class ReplyHolder implements MessageChannel {

		private volatile @Nullable Message<?> reply;

		@Override
		public boolean send(Message<?> message, long timeout) {
			this.reply = message;
			return true;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	static class Infrastructure {

	}

}
