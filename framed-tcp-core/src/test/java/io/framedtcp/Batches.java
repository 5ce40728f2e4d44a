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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import io.framedtcp.test.ServerConnection;

/**
 * A batch, and a server that stops answering it where a test likes.
 */
final class Batches {

	/** Each request carries its number, in four digits. */
	static final List<byte[]> BATCH = IntStream.range(0, 32)
		.mapToObj((i) -> String.format("%04d", i).getBytes(StandardCharsets.UTF_8))
		.toList();

	private Batches() {
	}

	/**
	 * Answer requests by what they carry.
	 * @param connection where they come
	 * @param count how many to answer
	 * @throws IOException if that fails
	 */
	static void echo(ServerConnection connection, int count) throws IOException {
		for (int i = 0; i < count; i++) {
			byte[] request = connection.readFrame();
			if (request == null) {
				return;
			}
			connection.writeFrame(request);
		}
	}

}
