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

package io.framedtcp.benchmarks.peer;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.pool.SharingStatus;
import io.framedtcp.spi.ExchangeMatcher;

/**
 * Ours, with connections that callers share.
 */
final class SharedFramedTcpClient implements Client {

	/** Beyond the callers that there are in any cell. */
	private static final int MAX_IN_FLIGHT = 1024;

	private final FramedTcpTemplate template;

	private SharedFramedTcpClient(FramedTcpTemplate template) {
		this.template = template;
	}

	static Client byIds(Target target) {
		return new SharedFramedTcpClient(FramedTcpClient.builder(target)
			.matcher(ExchangeMatcher.equalBytes(Question.ID_OFFSET, Question.ID_OFFSET, Long.BYTES))
			.shared(places(target))
			.build());
	}

	static Client inOrder(Target target) {
		return new SharedFramedTcpClient(FramedTcpClient.builder(target)
			.shared(places(target).andThen(SharedSettings.Builder::inOrder))
			.build());
	}

	private static Consumer<SharedSettings.Builder> places(Target target) {
		return (shared) -> shared.connections(target.connections()).maxInFlight(MAX_IN_FLIGHT);
	}

	@Override
	public byte[] exchange(byte[] request) {
		return this.template.sendAndReceive(request);
	}

	@Override
	public @Nullable SharingStatus sharing() {
		return this.template.getPool().sharing();
	}

	@Override
	public void close() {
		this.template.close();
	}

}
