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

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of the default client, and of those that have a name. What a named client
 * inherits from the default one is not in its entry here.
 */
@ConfigurationProperties("framed-tcp")
public class FramedTcpProperties extends ClientProperties {

	/**
	 * Further clients by their names, each with properties as above. What is not set for
	 * one is as above, but for host, port and addresses.
	 */
	private Map<String, ClientProperties> clients = new LinkedHashMap<>();

	public Map<String, ClientProperties> getClients() {
		return this.clients;
	}

	public void setClients(Map<String, ClientProperties> clients) {
		this.clients = clients;
	}

}
