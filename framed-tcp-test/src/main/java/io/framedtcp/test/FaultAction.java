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

package io.framedtcp.test;

import java.io.IOException;

/**
 * What a fault does.
 */
@FunctionalInterface
interface FaultAction {

	/**
	 * Does it.
	 * @param exchange the exchange
	 * @param point the point that it is at
	 * @throws IOException if the connection ends by it, or breaks
	 * @throws InterruptedException if the server is closed
	 */
	void perform(Exchange exchange, Point point) throws IOException, InterruptedException;

}
