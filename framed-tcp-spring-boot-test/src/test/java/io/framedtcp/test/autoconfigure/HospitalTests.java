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

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import io.framedtcp.FramedTcpConnectionLostException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.test.Fault;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.Point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that a server speaks MLLP if the application does, with nothing else to say.
 */
@SpringBootTest(
		properties = { "framed-tcp.framing.type=mllp", "framed-tcp.host=hospital.invalid", "framed-tcp.port=2575" })
@AutoConfigureFramedTcpServer
class HospitalTests {

	private static final String REQUEST = "MSH|^~\\&|A|B|C|D|20261130||ADT^A01|1|P|2.5\rPID|1\r";

	private static final String REPLY = "MSH|^~\\&|C|D|A|B|20261130||ACK|2|P|2.5\rMSA|AA|1\r";

	@Autowired
	private FramedTcpServer server;

	@Autowired
	private FramedTcpTemplate template;

	@Test
	void messageIsAcknowledged() {
		this.server.enqueue(REPLY);
		assertThat(this.template.convertSendAndReceive(REQUEST, String.class)).isEqualTo(REPLY);
		assertThat(this.server.requests()).singleElement()
			.satisfies((request) -> assertThat(request.text()).isEqualTo(REQUEST));
	}

	@Test
	void connectionBreaksInsideTheAcknowledgement() {
		this.server.inject(Fault.fin()).at(Point.MID_PAYLOAD);
		this.server.enqueue(REPLY);
		assertThatExceptionOfType(FramedTcpConnectionLostException.class)
			.isThrownBy(() -> this.template.convertSendAndReceive(REQUEST, String.class));
	}

}
