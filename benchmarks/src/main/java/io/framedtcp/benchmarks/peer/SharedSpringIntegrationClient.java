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

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.integration.ip.tcp.connection.TcpNetClientConnectionFactory;
import org.springframework.integration.ip.tcp.inbound.TcpReceivingChannelAdapter;
import org.springframework.integration.ip.tcp.outbound.TcpSendingMessageHandler;
import org.springframework.integration.support.MessageBuilder;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;

/**
 * Spring Integration's collaborating channel adapters: one sends, the other receives, on
 * one connection. Replies are correlated by their ids.
 */
final class SharedSpringIntegrationClient implements Client {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(
			SpringIntegrationClient.Infrastructure.class);

	private final TcpNetClientConnectionFactory connections;

	private final TcpSendingMessageHandler sender = new TcpSendingMessageHandler();

	private final TcpReceivingChannelAdapter receiver = new TcpReceivingChannelAdapter();

	private final UnansweredCalls calls = new UnansweredCalls();

	SharedSpringIntegrationClient(Target target) {
		this.connections = SpringIntegrationClient.single(target, this.context);
		this.receiver.setConnectionFactory(this.connections);
		this.receiver.setOutputChannel(new Replies());
		this.receiver.setBeanFactory(this.context);
		this.receiver.afterPropertiesSet();
		this.sender.setConnectionFactory(this.connections);
		this.sender.setBeanFactory(this.context);
		this.sender.afterPropertiesSet();
		this.receiver.start();
		this.sender.start();
	}

	@Override
	public byte[] exchange(byte[] request) throws Exception {
		return this.calls.exchange(request,
				(bytes) -> this.sender.handleMessage(MessageBuilder.withPayload(bytes).build()));
	}

	@Override
	public void close() {
		this.sender.stop();
		this.receiver.stop();
		this.connections.stop();
		this.context.close();
	}

	/**
	 * Takes the replies.
	 */
	private final class Replies implements MessageChannel {

		@Override
		public boolean send(Message<?> message, long timeout) {
			SharedSpringIntegrationClient.this.calls.answer((byte[]) message.getPayload());
			return true;
		}

	}

}
