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

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

import io.framedtcp.config.ServerAddress;

/**
 * The server of a client, and the TLS to it.
 * <p>
 * A bean of this type replaces the properties {@code host}, {@code port},
 * {@code addresses}, {@code ssl.enabled} and {@code ssl.bundle} of a client. A bean with
 * the name of a client as its {@link Qualifier} is for that client. A bean without a
 * qualifier, or with {@code default}, is for the default client. Its methods are called
 * once, when the client is created.
 */
public interface FramedTcpConnectionDetails extends ConnectionDetails {

	/**
	 * Returns the address of the server, or the addresses of several equal servers.
	 * @return the addresses, at least one
	 */
	List<ServerAddress> getAddresses();

	/**
	 * Returns the bundle for TLS: the trusted certificates, and the client's key if the
	 * server requires one. If the application's {@code SslBundles} contain the same
	 * bundle, the client follows its renewals.
	 * @return the bundle, or {@code null} for plain TCP, which is the default
	 */
	default @Nullable SslBundle getSslBundle() {
		return null;
	}

}
