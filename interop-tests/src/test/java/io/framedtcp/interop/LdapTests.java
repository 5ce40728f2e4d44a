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

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.spi.CloseReason;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Searches the directory of the UnboundID LDAP SDK.
 */
@RecipeFor("LDAP")
class LdapTests extends LdapContract<LdapServer> {

	LdapTests() {
		super(new LdapServer());
	}

	@Test
	void clientUnbindsBeforeItCloses() {
		try (LdapServer server = new LdapServer()) {
			client().run(server.port(), (template, pool) -> call(template, 1));
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> server.unbinds() == 1);
		}
	}

	@Test
	void noticeOfDisconnectionIsNoReply() {
		try (Relay relay = Relay.asItComes(server()::port)) {
			client().run(relay.port(), (template, pool) -> {
				call(template, 1);
				server().disconnectClients();
				Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !relay.isConnected());
				call(template, 2);
				assertThat(pool.statistics().closed()).containsOnlyKeys(CloseReason.UNEXPECTED_BYTES);
			});
		}
	}

}
