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

package io.framedtcp.config;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ServerAddress}.
 */
class ServerAddressTests {

	@ParameterizedTest
	@CsvSource({ "host:1,host,1", "10.0.0.1:65535,10.0.0.1,65535", "[::1]:9000,::1,9000" })
	void addressIsParsedAndPrinted(String text, String host, int port) {
		ServerAddress address = ServerAddress.parse(text);
		assertThat(address).isEqualTo(new ServerAddress(host, port));
		assertThat(address).hasToString(text);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "host", ":9000", "host:", "host:abc", "host:0", "host:65536", "::1:9000", "", "[host:1]:2" })
	void whatIsNoAddressIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> ServerAddress.parse(text));
	}

	@Test
	void hostWithAPortIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ServerAddress("host:9000", 9000))
			.withMessage("'host' must not include a port, but is host:9000");
	}

	@Test
	void boundOfThePortIsTold() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ServerAddress("host", 65536))
			.withMessage("'port' must be 1 to 65535, but is 65536");
	}

}
