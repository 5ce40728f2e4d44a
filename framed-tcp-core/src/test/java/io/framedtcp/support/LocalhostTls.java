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

package io.framedtcp.support;

import javax.net.ssl.SSLContext;

import io.framedtcp.test.TlsIdentity;

/**
 * TLS between a server with a certificate for this machine and clients that trust it.
 *
 * @param identity the server's certificate and key
 * @param server what a server secures its connections with
 * @param client what a client without a certificate secures its connections with
 */
public record LocalhostTls(TlsIdentity identity, SSLContext server, SSLContext client) {

	public static LocalhostTls create() {
		TlsIdentity identity = TlsIdentity.of("dns:localhost,ip:127.0.0.1");
		return new LocalhostTls(identity, identity.contextTrusting(), TlsIdentity.anonymousTrusting(identity));
	}

}
