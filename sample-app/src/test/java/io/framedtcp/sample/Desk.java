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

package io.framedtcp.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.assertj.RestTestClientResponse;

/**
 * The application as {@code main} starts it, on a port that the system gives out.
 */
class Desk implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	Desk(String... args) {
		String[] allArgs = new String[args.length + 1];
		System.arraycopy(args, 0, allArgs, 1, args.length);
		allArgs[0] = "--server.port=0";
		this.context = SpringApplication.from(PriceDeskApplication::main).run(allArgs).getApplicationContext();
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	String url() {
		return "http://localhost:" + this.context.getEnvironment().getProperty("local.server.port") + "/";
	}

	RestTestClientResponse get(String path) {
		return RestTestClientResponse.from(http().get().uri(path).exchange());
	}

	RestTestClientResponse put(String path, String json) {
		return RestTestClientResponse
			.from(http().put().uri(path).contentType(MediaType.APPLICATION_JSON).body(json).exchange());
	}

	@Override
	public void close() {
		this.context.close();
	}

	private RestTestClient http() {
		return RestTestClient.bindToServer().baseUrl(url()).build();
	}

}
