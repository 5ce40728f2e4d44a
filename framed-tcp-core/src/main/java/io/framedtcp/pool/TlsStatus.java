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

package io.framedtcp.pool;

import java.io.Serializable;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The result of the TLS handshake of a connection.
 *
 * @param protocol the protocol's name, such as {@code TLSv1.3}
 * @param cipherSuite name of the cipher suite
 * @param certificateExpiry the earliest expiry in the server's certificate chain;
 * {@code null} if the server has shown no certificate
 */
public record TlsStatus(String protocol, String cipherSuite,
		@Nullable Instant certificateExpiry) implements Serializable {

}
