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

import java.nio.charset.StandardCharsets;

import org.springframework.integration.ip.tcp.serializer.AbstractByteArraySerializer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Talks to a gateway of Spring Integration.
 */
abstract class IntegrationContract extends ServerContract<IntegrationGateway> {

	IntegrationContract(AbstractByteArraySerializer serializer) {
		super(new IntegrationGateway(serializer));
	}

	@Override
	byte[] request(int number) {
		return ("message " + number).getBytes(StandardCharsets.UTF_8);
	}

	@Override
	void check(byte[] reply, int number) {
		assertThat(reply).isEqualTo(request(number));
	}

}
