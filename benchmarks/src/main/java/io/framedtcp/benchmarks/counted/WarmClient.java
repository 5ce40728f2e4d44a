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

package io.framedtcp.benchmarks.counted;

import java.nio.file.Path;

import io.framedtcp.benchmarks.peer.Client;
import io.framedtcp.benchmarks.peer.Peer;
import io.framedtcp.benchmarks.peer.Question;
import io.framedtcp.benchmarks.peer.Target;
import io.framedtcp.benchmarks.peer.VersionLoader;

/**
 * A client that exchanges and does nothing else, for a tracer to watch.
 */
public final class WarmClient {

	private static final int PAYLOAD = 100;

	private WarmClient() {
	}

	/**
	 * Exchange.
	 * @param args the peer, the server's port and how often; a version of ours, if it is
	 * one
	 * @throws Exception if an exchange fails
	 */
	@SuppressWarnings("try")
	public static void main(String[] args) throws Exception {
		int exchanges = Integer.parseInt(args[2]);
		Question question = new Question(PAYLOAD);
		Target target = new Target(Integer.parseInt(args[1]), 1, PAYLOAD, null);
		try (Client client = (args.length > 3) ? VersionLoader.open(Path.of(args[3]), target)
				: Peer.valueOf(args[0]).open(target)) {
			for (int i = 0; i < exchanges; i++) {
				question.check(client.exchange(question.next()));
			}
		}
	}

}
