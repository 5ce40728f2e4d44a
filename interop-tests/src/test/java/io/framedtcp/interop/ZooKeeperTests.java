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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Makes nodes.
 */
@RecipeFor("Apache ZooKeeper")
class ZooKeeperTests extends MatcherContract<ZooKeeperEnsemble> {

	private static final int CREATE = 1;

	private static final int EPHEMERAL_SEQUENTIAL = 3;

	private static final int ALL_PERMISSIONS = 31;

	ZooKeeperTests() throws Exception {
		super(new ZooKeeperEnsemble());
	}

	@Override
	byte[] request(int number) {
		ByteBuffer request = ByteBuffer.allocate(100).putInt(number).putInt(CREATE);
		putString(request, path(number));
		request.putInt(0).putInt(1).putInt(ALL_PERMISSIONS);
		putString(request, "world");
		putString(request, "anyone");
		request.putInt(EPHEMERAL_SEQUENTIAL);
		return Arrays.copyOf(request.array(), request.position());
	}

	@Override
	void check(byte[] reply, int number) {
		ByteBuffer answer = ByteBuffer.wrap(reply);
		assertThat(answer.getInt()).isEqualTo(number);
		assertThat(answer.getLong()).as("transaction").isPositive();
		assertThat(answer.getInt()).as("error").isZero();
		byte[] path = new byte[answer.getInt()];
		answer.get(path);
		assertThat(new String(path, StandardCharsets.UTF_8)).startsWith(path(number));
		assertThat(answer.hasRemaining()).isFalse();
	}

	private String path(int number) {
		return "/call-" + number + "-";
	}

	private void putString(ByteBuffer target, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		target.putInt(bytes.length).put(bytes);
	}

}
