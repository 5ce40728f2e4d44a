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

import io.framedtcp.connection.ServerAddress;

/**
 * Where the server of a client is, and whether TLS is spoken with it.
 * <p>
 * A bean of this type takes the place of the properties that say so: {@code host},
 * {@code port}, {@code addresses}, {@code ssl.enabled} and {@code ssl.bundle}. Without a
 * {@link Qualifier}, or with {@code default}, it is for the default client, which then
 * needs none of these properties; with the name of a client, for that one. It is asked
 * once, when the client is made.
 */
public interface FramedTcpConnectionDetails extends ConnectionDetails {

	/**
	 * Return where the server is, or several equal servers are.
	 * @return the addresses, at least one
	 */
	List<ServerAddress> getAddresses();

	/**
	 * Return the trust, and the key if the server wants one, to speak TLS with. A bundle
	 * of the application's {@code SslBundles}, as these have it now, is followed when it
	 * is renewed; another is used as it is.
	 * @return the bundle, or {@code null} for plain TCP, which is the default
	 */
	default @Nullable SslBundle getSslBundle() {
		return null;
	}

}
