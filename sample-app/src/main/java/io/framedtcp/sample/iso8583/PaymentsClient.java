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

package io.framedtcp.sample.iso8583;

import java.io.IOException;

import com.solab.iso8583.IsoMessage;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.messaging.converter.MessageConverter;

import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.Ping;

/**
 * What the client {@code payments} needs besides the properties in
 * application-iso8583.yml.
 */
@Configuration(proxyBeanMethods = false)
@Profile("iso8583")
class PaymentsClient {

	private static final String SIGN_ON = "001";

	private static final String ECHO_TEST = "301";

	@Bean
	IsoMessages isoMessages() {
		return new IsoMessages();
	}

	@Bean
	@Qualifier("payments")
	MessageConverter paymentsConverter(IsoMessages messages) {
		return new IsoMessageConverter(messages);
	}

	@Bean
	@Qualifier("payments")
	ExchangeMatcher paymentsMatcher(IsoMessages messages) {
		return new TraceNumberMatcher(messages);
	}

	@Bean
	@Qualifier("payments")
	ConnectionInitializer signOn(IsoMessages messages) {
		return (connection) -> {
			IsoMessage reply = messages.parse(connection.exchange(messages.network(SIGN_ON)));
			String code = IsoMessages.text(reply, IsoMessages.RESPONSE_CODE);
			if (!code.equals("00")) {
				throw new IOException("the switch refused the sign-on with response code '" + code + "'");
			}
		};
	}

	@Bean
	@Qualifier("payments")
	Ping echoTest(IsoMessages messages) {
		return () -> messages.network(ECHO_TEST);
	}

	@Bean
	@ConditionalOnProperty(name = "framed-tcp.clients.payments.host", havingValue = "localhost")
	PaymentSwitch paymentSwitch(@Value("${framed-tcp.clients.payments.port}") int port, IsoMessages messages)
			throws IOException {
		return new PaymentSwitch(port, messages);
	}

}
