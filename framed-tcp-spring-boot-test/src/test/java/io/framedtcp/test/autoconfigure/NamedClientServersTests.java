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

package io.framedtcp.test.autoconfigure;

import org.junit.jupiter.api.RepeatedTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AutoConfigureFramedTcpServer}: several clients, each with the framing
 * that it inherits or has of its own.
 */
@SpringBootTest(properties = { "framed-tcp.framing.length-field.size=2", "framed-tcp.clients.payments.host=p.invalid",
		"framed-tcp.clients.payments.port=1", "framed-tcp.clients.payments.ssl.bundle=none",
		"framed-tcp.clients.card-quotes.framing.length-field.adjustment=-2" })
@AutoConfigureFramedTcpServer
@AutoConfigureFramedTcpServer(client = "payments")
@AutoConfigureFramedTcpServer(client = "card-quotes")
class NamedClientServersTests {

	@Autowired
	private FramedTcpServer server;

	@Autowired
	@Qualifier("payments")
	private FramedTcpServer payments;

	@Autowired
	@Qualifier("card-quotes")
	private FramedTcpServer quotes;

	@Autowired
	private FramedTcpTemplate template;

	@Autowired
	@Qualifier("payments")
	private FramedTcpTemplate paymentsTemplate;

	@Autowired
	@Qualifier("card-quotes")
	private FramedTcpTemplate quotesTemplate;

	@RepeatedTest(2)
	void eachClientHasItsServer() {
		this.server.enqueue("default");
		this.payments.enqueue("payments");
		this.quotes.enqueue("quotes");
		assertThat(this.template.convertSendAndReceive("a", String.class)).isEqualTo("default");
		assertThat(this.paymentsTemplate.convertSendAndReceive("a", String.class)).isEqualTo("payments");
		assertThat(this.quotesTemplate.convertSendAndReceive("a", String.class)).isEqualTo("quotes");
		assertThat(this.server.requestCount() + this.payments.requestCount() + this.quotes.requestCount()).isEqualTo(3);
	}

}
