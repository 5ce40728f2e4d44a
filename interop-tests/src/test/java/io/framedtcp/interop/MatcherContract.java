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

import io.framedtcp.FramedTcpSession;
import io.framedtcp.FramedTcpWrongReplyException;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What must go well in addition where the recipe has a matcher.
 *
 * @param <S> the server
 */
abstract class MatcherContract<S extends Server> extends ServerContract<S> {

	MatcherContract(S server) {
		super(server);
	}

	@Test
	void replyToAnotherRequestIsRefused() {
		try (Relay relay = Relay.asItComes(server()::port)) {
			client().run(relay.port(), (template, pool) -> {
				assertThatExceptionOfType(FramedTcpWrongReplyException.class)
					.isThrownBy(() -> template.execute((session) -> takeReplyToFirstForThatToSecond(session, relay)));
				call(template, 3);
			});
		}
	}

	private byte[] takeReplyToFirstForThatToSecond(FramedTcpSession session, Relay relay) {
		long passed = relay.passedToClients();
		session.send(request(1));
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> relay.passedToClients() > passed);
		return session.sendAndReceive(request(2));
	}

}
