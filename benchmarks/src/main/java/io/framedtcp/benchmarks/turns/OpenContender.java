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

package io.framedtcp.benchmarks.turns;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.framedtcp.benchmarks.peer.BatchClient;
import io.framedtcp.benchmarks.peer.Client;
import io.framedtcp.benchmarks.peer.LibraryClient;
import io.framedtcp.benchmarks.peer.Question;
import io.framedtcp.benchmarks.peer.Target;
import io.framedtcp.benchmarks.peer.VersionLoader;

/**
 * A contender whose client is open.
 *
 * @param contender who it is
 * @param exchanges what its callers do again and again
 * @param client the client
 */
record OpenContender(Contender contender, Exchanges exchanges, Client client) implements Closeable {

	static OpenContender open(Contender contender, Target target) throws IOException, InterruptedException {
		Client opened = client(contender, target);
		if (contender.batch() > 0) {
			BatchClient client = (BatchClient) opened;
			return new OpenContender(contender, (questions) -> batch(client, questions, contender.batch()), client);
		}
		if (contender.idle() > 0) {
			((LibraryClient) opened).openIdle(contender.idle());
		}
		return oneByOne(contender, opened);
	}

	private static Client client(Contender contender, Target target) {
		String jar = contender.jar();
		return (jar != null) ? VersionLoader.open(Path.of(jar), target) : contender.peer().open(target);
	}

	private static OpenContender oneByOne(Contender contender, Client client) {
		return new OpenContender(contender,
				(questions) -> questions.get(0).check(client.exchange(questions.get(0).next())), client);
	}

	@Override
	public void close() throws IOException {
		this.client.close();
	}

	private static void batch(BatchClient client, List<Question> questions, int size) throws Exception {
		List<byte[]> requests = new ArrayList<>(size);
		for (int i = 0; i < size; i++) {
			requests.add(questions.get(i).next());
		}
		List<byte[]> replies = client.exchangeAll(requests);
		for (int i = 0; i < size; i++) {
			questions.get(i).check(replies.get(i));
		}
	}

	/**
	 * What a caller does in its turn.
	 */
	@FunctionalInterface
	interface Exchanges {

		/**
		 * Ask, and check what comes.
		 * @param questions those of the caller
		 * @throws Exception if a reply is wrong or missing
		 */
		void perform(List<Question> questions) throws Exception;

	}

}
