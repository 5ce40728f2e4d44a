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

import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.config.TlsSettings;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.TlsIdentity;
import io.framedtcp.test.TlsTerminator;

import static io.framedtcp.support.Bytes.exchange;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A server whose certificate has another name than the host that is dialled.
 */
@Timeout(30)
class TlsServerNameTests {

	private final TlsIdentity identity = TlsIdentity.of("dns:db.internal,ip:10.1.2.3");

	private final BlockingQueue<List<SNIServerName>> told = new LinkedBlockingQueue<>();

	@Test
	void certificateMustHaveTheServerNameAndTheServerIsToldIt() throws IOException {
		assertThat(exchangeWith("db.internal")).isEqualTo("one");
		assertThat(this.told).first().asString().contains("db.internal");
	}

	@Test
	void serverNameMayBeAnIpAddressThatTheServerIsNotTold() throws IOException {
		assertThat(exchangeWith("10.1.2.3")).isEqualTo("one");
		assertThat(this.told).first().isEqualTo(List.of());
	}

	@Test
	void certificateForAnotherNameIsRefused() {
		assertThatExceptionOfType(FramedTcpConnectException.class).isThrownBy(() -> exchangeWith("other.internal"))
			.withMessageContaining("the TLS handshake failed: ")
			.withMessageContaining("other.internal");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "under_score.internal", "db.internal.", "two words" })
	void nameThatTlsCannotTellIsRefused(String name) {
		TlsSettings.Builder builder = TlsSettings.builder(this.identity::contextTrusting).serverName(name);
		assertThatIllegalArgumentException().isThrownBy(builder::build);
	}

	private String exchangeWith(String serverName) throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo();
				TlsTerminator terminator = new TlsTerminator(this.identity.contextTrusting(), server.port(),
						(socket) -> socket.addHandshakeCompletedListener((event) -> this.told
							.add(((ExtendedSSLSession) event.getSession()).getRequestedServerNames())));
				FramedTcpTemplate template = FramedTcpTemplate.builder("127.0.0.1", terminator.port())
					.tls(TlsSettings.builder(() -> TlsIdentity.anonymousTrusting(this.identity))
						.serverName(serverName)
						.build())
					.build()) {
			return exchange(template, "one");
		}
	}

}
