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
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

import io.framedtcp.autoconfigure.FramedTcpClients;
import io.framedtcp.autoconfigure.FramedTcpProperties;
import io.framedtcp.autoconfigure.FramingProperties;
import io.framedtcp.autoconfigure.FramingType;
import io.framedtcp.framing.Framing;
import io.framedtcp.test.FrameFormat;
import io.framedtcp.test.FramedTcpServer;

/**
 * Starts servers that speak as their clients do.
 */
final class TestServerFactory {

	/** That which the auto-configuration makes of the properties. */
	private static final String FRAMING_OF_PROPERTIES = "framedTcpFraming";

	private TestServerFactory() {
	}

	/**
	 * Start a server that answers by enqueued replies.
	 * @param client name of the client
	 * @param beanFactory where the test may have a format
	 * @param environment where the client's properties are
	 * @return the server
	 */
	static FramedTcpServer scripted(String client, ConfigurableListableBeanFactory beanFactory,
			Environment environment) {
		FrameFormat format = formatOfTest(client, beanFactory);
		return FramedTcpServer.builder()
			.format((format != null) ? format : formatOfClient(client, beanFactory, environment))
			.scripted();
	}

	private static @Nullable FrameFormat formatOfTest(String client, ConfigurableListableBeanFactory beanFactory) {
		String name = TestBeans.find(FrameFormat.class, client, beanFactory);
		if (name == null) {
			name = TestBeans.findForAll(FrameFormat.class, client, beanFactory);
		}
		return (name != null) ? beanFactory.getBean(name, FrameFormat.class) : null;
	}

	private static FrameFormat formatOfClient(String client, ConfigurableListableBeanFactory beanFactory,
			Environment environment) {
		String framing = TestBeans.find(Framing.class, client, beanFactory);
		require(framing == null || framing.equals(FRAMING_OF_PROPERTIES), client, "is the bean '" + framing + "'");
		FramedTcpProperties properties = new FramedTcpClients(environment).getProperties(client);
		FramingProperties requests = properties.framing();
		FramingType type = requests.type();
		require(type == null || type == FramingType.LENGTH_FIELD, client, "is of type " + type);
		require(properties.replyFraming().type() == null, client, "is another for replies");
		require(!requests.lengthField().keepHeader(), client, "keeps the header in the payload");
		require(properties.replyFrames().count() == null && properties.replyFrames().last() == null, client,
				"has replies of several frames");
		require(LengthFieldFormat.supports(requests.lengthField()), client,
				"has a varint, a unit, padding, a kept prefix, a marker behind the length or a second length");
		return new LengthFieldFormat(requests.lengthField());
	}

	private static void require(boolean condition, String client, String description) {
		Assert.state(condition,
				() -> "The test server of the client '" + client + "' cannot follow the client's framing, which "
						+ description + ". Define a bean of type " + StringUtils.unqualify(FrameFormat.class.getName())
						+ ", or of type " + StringUtils.unqualify(FramedTcpServer.class.getName()) + ", for the test.");
	}

}
