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

import org.jspecify.annotations.Nullable;

/**
 * How connections are secured by TLS.
 */
public class SslProperties {

	/**
	 * Whether to secure connections by TLS. Enabled if a bundle is set, unless set
	 * otherwise.
	 */
	private @Nullable Boolean enabled;

	/**
	 * Name of the SSL bundle with the trust, and the key if the server wants one. What
	 * the JVM trusts unless set.
	 */
	private @Nullable String bundle;

	/**
	 * Whether the server's certificate must have the name by which the server is
	 * addressed.
	 */
	private boolean verifyHostname = true;

	public boolean isEnabled() {
		return (this.enabled != null) ? this.enabled : this.bundle != null;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable String getBundle() {
		return this.bundle;
	}

	public void setBundle(@Nullable String bundle) {
		this.bundle = bundle;
	}

	public boolean isVerifyHostname() {
		return this.verifyHostname;
	}

	public void setVerifyHostname(boolean verifyHostname) {
		this.verifyHostname = verifyHostname;
	}

}
