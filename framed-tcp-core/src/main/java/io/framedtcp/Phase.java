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

package io.framedtcp;

/**
 * The phases of an exchange.
 */
public enum Phase {

	/**
	 * Waiting for a connection to become free.
	 */
	ACQUIRE,

	/**
	 * Opening a connection.
	 */
	CONNECT,

	/**
	 * Asking a proxy to connect to the server.
	 */
	PROXY,

	/**
	 * Doing the TLS handshake on a new connection.
	 */
	HANDSHAKE,

	/**
	 * Running the initializer of a new connection.
	 */
	INITIALIZE,

	/**
	 * Writing the request.
	 */
	WRITE,

	/**
	 * Waiting for the reply or reading it.
	 */
	READ

}
