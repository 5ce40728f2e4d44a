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

import java.security.NoSuchAlgorithmException;

import javax.net.ssl.SSLContext;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;

/**
 * What the JVM trusts, and the key that it has, if any. Unlike
 * {@link SslBundle#systemDefault()}, by the context that {@code javax.net.ssl.keyStore}
 * and {@link SSLContext#setDefault} decide on.
 */
final class JvmSslBundle implements SslBundle {

	private final SslBundle standard = SslBundle.systemDefault();

	@Override
	public SSLContext createSslContext() {
		try {
			return SSLContext.getDefault();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public SslStoreBundle getStores() {
		return this.standard.getStores();
	}

	@Override
	public SslBundleKey getKey() {
		return this.standard.getKey();
	}

	@Override
	public SslOptions getOptions() {
		return this.standard.getOptions();
	}

	@Override
	public String getProtocol() {
		return this.standard.getProtocol();
	}

	@Override
	public SslManagerBundle getManagers() {
		return this.standard.getManagers();
	}

}
