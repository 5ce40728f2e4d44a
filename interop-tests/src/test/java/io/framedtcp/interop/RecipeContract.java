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

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

import io.framedtcp.FramedTcpOperations;

/**
 * A server, and a client configured by a recipe in docs/protocols.md.
 *
 * @param <S> the server
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RecipeContract<S extends Server> {

	private final S server;

	private final RecipeClient client;

	RecipeContract(S server) {
		this.server = server;
		this.client = new RecipeClient(Recipe.of(getClass().getAnnotation(RecipeFor.class)));
	}

	/**
	 * Makes a request.
	 * @param number distinguishes it from others; below 256 on shared connections, and
	 * not by its id if the client assigns ids
	 * @return the request's payload
	 */
	abstract byte[] request(int number);

	/**
	 * Checks that a reply is the one to a request.
	 * @param reply the reply's payload
	 * @param number the request's number
	 */
	abstract void check(byte[] reply, int number);

	void call(FramedTcpOperations template, int number) {
		check(template.sendAndReceive(request(number)), number);
	}

	final S server() {
		return this.server;
	}

	final RecipeClient client() {
		return this.client;
	}

	@AfterAll
	void closeServer() {
		this.server.close();
	}

}
