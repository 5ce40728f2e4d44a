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

import java.util.List;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.Assert;

import io.framedtcp.autoconfigure.FramedTcpConnectionDetails;
import io.framedtcp.config.ServerAddress;
import io.framedtcp.test.FramedTcpServer;

/**
 * Says that the server of a client is the one of the test, which speaks plain TCP.
 */
class TestServerConnectionDetails implements FramedTcpConnectionDetails {

	private final String client;

	private final ConfigurableListableBeanFactory beanFactory;

	/**
	 * Creates details, as Spring does.
	 * @param client name of the client
	 * @param beanFactory where the server is
	 */
	TestServerConnectionDetails(String client, ConfigurableListableBeanFactory beanFactory) {
		this.client = client;
		this.beanFactory = beanFactory;
	}

	@Override
	public List<ServerAddress> getAddresses() {
		FramedTcpServer server = server();
		return List.of(new ServerAddress(server.host(), server.port()));
	}

	FramedTcpServer server() {
		String name = TestBeans.find(FramedTcpServer.class, this.client, this.beanFactory);
		Assert.state(name != null, () -> "The server of the client '" + this.client + "' is gone");
		return this.beanFactory.getBean(name, FramedTcpServer.class);
	}

}
