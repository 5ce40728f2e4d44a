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

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpConnectException;
import io.framedtcp.FramedTcpConnectionLostException;
import io.framedtcp.FramedTcpException;
import io.framedtcp.Phase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Asks memcached through a haproxy that closes connections that have been idle for a
 * second. Another has a server behind it that is down: it takes connections and closes
 * them.
 */
@Tag(DebianServer.TAG)
@RecipeFor("Behind a proxy")
class HaproxyTests extends ServerContract<DebianServer> {

	private final Server dead = new DebianServer("haproxy-dead");

	private final RecipeClient withoutInitializer = new RecipeClient(Recipe.of("memcached"));

	HaproxyTests() {
		super(DebianServer.closingIdleConnections("haproxy-idle"));
	}

	@Override
	byte[] request(int number) {
		return MemcachedPackets.get(number);
	}

	@Override
	void check(byte[] reply, int number) {
		MemcachedPackets.checkGet(reply, number);
	}

	/** Whether the request is sent before the proxy closes the connection is a race. */
	@Test
	void serverThatIsDownIsToldByAddress() {
		this.withoutInitializer.run(this.dead.port(), (template, pool) -> {
			assertThatExceptionOfType(FramedTcpException.class).isThrownBy(() -> template.sendAndReceive(request(1)))
				.isInstanceOfAny(FramedTcpConnectionLostException.class, FramedTcpConnectException.class)
				.withMessageContaining("127.0.0.1:" + this.dead.port());
			assertThat(pool.counts().idle()).isZero();
		});
	}

	@Test
	void serverThatIsDownIsToldAsFailureToConnectByInitializer() {
		client().run(this.dead.port(),
				(template, pool) -> assertThatExceptionOfType(FramedTcpConnectException.class)
					.isThrownBy(() -> template.sendAndReceive(request(1)))
					.satisfies((ex) -> assertThat(ex.getPhase()).isEqualTo(Phase.INITIALIZE))
					.satisfies((ex) -> assertThat(ex.isRequestMaybeSent()).isFalse()));
	}

	@Test
	void otherAddressServesInsteadOfServerThatIsDown() {
		String addresses = "framed-tcp.addresses=127.0.0.1:%d,127.0.0.1:%d".formatted(this.dead.port(),
				server().port());
		client().run(server().port(), (template, pool) -> {
			call(template, 1);
			call(template, 2);
			assertThat(pool.statistics().opened()).isOne();
			assertThat(pool.statistics().closed()).isEmpty();
		}, "framed-tcp.host=", "framed-tcp.port=", addresses);
	}

}
