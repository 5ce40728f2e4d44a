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

import java.util.List;

/**
 * A client that can send several requests at once.
 */
public interface BatchClient extends Client {

	/**
	 * Send requests and wait for their replies.
	 * @param requests what the requests carry
	 * @return the replies, in the order of the requests
	 * @throws Exception if that fails, which fails the whole run
	 */
	List<byte[]> exchangeAll(List<byte[]> requests) throws Exception;

}
