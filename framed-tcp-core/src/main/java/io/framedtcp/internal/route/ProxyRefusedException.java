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

package io.framedtcp.internal.route;

import java.io.IOException;

import io.framedtcp.internal.PropertyNames;

/**
 * Thrown if a proxy does not connect to the server. The message contains the proxy's
 * answer.
 */
public final class ProxyRefusedException extends IOException {

	private static final long serialVersionUID = 1L;

	private final String summary;

	private final boolean loginRefused;

	/**
	 * Creates the exception.
	 * @param message the message, with the proxy's answer
	 * @param summary the message without text from the proxy
	 * @param loginRefused whether the proxy may have refused the user name and password
	 */
	public ProxyRefusedException(String message, String summary, boolean loginRefused) {
		super(message);
		this.summary = summary;
		this.loginRefused = loginRefused;
	}

	/**
	 * Returns this failure with the names of a client's properties.
	 * @param prefix what they begin with
	 * @return another exception in its place
	 */
	ProxyRefusedException ofClient(String prefix) {
		return PropertyNames.replaced(new ProxyRefusedException(PropertyNames.of(String.valueOf(getMessage()), prefix),
				PropertyNames.of(this.summary, prefix), this.loginRefused), this);
	}

	String getSummary() {
		return this.summary;
	}

	boolean isLoginRefused() {
		return this.loginRefused;
	}

}
