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

package io.framedtcp.test.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import io.framedtcp.autoconfigure.FramedTcpClients;
import io.framedtcp.autoconfigure.FramedTcpProperties;
import io.framedtcp.autoconfigure.FramingProperties;
import io.framedtcp.autoconfigure.FramingType;
import io.framedtcp.framing.Framing;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerFraming;

/**
 * Starts servers that speak as their clients do.
 */
final class TestServerFactory {

	/** That which the auto-configuration makes of the properties. */
	private static final String FRAMING_OF_PROPERTIES = "framedTcpFraming";

	private TestServerFactory() {
	}

	/**
	 * Starts a server that answers by enqueued replies.
	 * @param client name of the client
	 * @param beanFactory where the test may have a framing
	 * @param environment where the client's properties are
	 * @return the server
	 */
	static FramedTcpServer scripted(String client, ConfigurableListableBeanFactory beanFactory,
			Environment environment) {
		ServerFraming framing = framingOfTest(client, beanFactory);
		return FramedTcpServer.builder()
			.framing((framing != null) ? framing : framingOfClient(client, beanFactory, environment))
			.scripted();
	}

	private static @Nullable ServerFraming framingOfTest(String client, ConfigurableListableBeanFactory beanFactory) {
		String name = TestBeans.find(ServerFraming.class, client, beanFactory);
		if (name == null) {
			name = TestBeans.findForAll(ServerFraming.class, client, beanFactory);
		}
		return (name != null) ? beanFactory.getBean(name, ServerFraming.class) : null;
	}

	private static ServerFraming framingOfClient(String client, ConfigurableListableBeanFactory beanFactory,
			Environment environment) {
		String framing = TestBeans.find(Framing.class, client, beanFactory);
		if (framing != null && !framing.equals(FRAMING_OF_PROPERTIES)) {
			throw new IllegalStateException("The test server of the client '" + client
					+ "' cannot follow the client's framing, which is the bean '" + framing
					+ "'. Define a bean of type " + StringUtils.unqualify(ServerFraming.class.getName())
					+ ", or of type " + StringUtils.unqualify(FramedTcpServer.class.getName()) + ", for the test.");
		}
		FramedTcpProperties properties = new FramedTcpClients(environment).getProperties(client);
		FramingType type = properties.framing().type();
		ServerFraming requests = map(properties.framing(), (type != null) ? type : FramingType.LENGTH_FIELD);
		FramingType replyType = properties.replyFraming().type();
		return (replyType != null) ? requests.withReplies(map(properties.replyFraming(), replyType)) : requests;
	}

	private static ServerFraming map(FramingProperties properties, FramingType type) {
		return new ServerFramingMapper(properties).map(type);
	}

}
