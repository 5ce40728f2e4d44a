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

import java.util.List;

import org.junit.jupiter.api.Test;

import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for several requests of one caller on a shared connection.
 */
class SharedBatchTests {

	private static final List<byte[]> SAME_IDS = List.of(new byte[] { 0, 0, 0, 7, 1 }, new byte[] { 0, 0, 0, 7, 2 },
			new byte[] { 0, 0, 0, 7, 3 });

	@Test
	void requestsMayHaveTheSameIdIfTheClientAssignsOthers() {
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
					.matcher(ExchangeMatcher.equalBytes(0, 0, 4))
					.shared((shared) -> shared.assignIds(0, 4))
					.build()) {
			assertThat(template.sendAndReceiveAll(SAME_IDS)).containsExactlyElementsOf(SAME_IDS);
		}
	}

	@Test
	void requestsWithTheSameIdAreRefusedIfItIsTheCallers() {
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
					.matcher(ExchangeMatcher.equalBytes(0, 0, 4))
					.shared((shared) -> shared.connections(1))
					.build()) {
			assertThatIllegalArgumentException().isThrownBy(() -> template.sendAndReceiveAll(SAME_IDS))
				.withMessageContaining("the same id (00 00 00 07)");
		}
	}

}
