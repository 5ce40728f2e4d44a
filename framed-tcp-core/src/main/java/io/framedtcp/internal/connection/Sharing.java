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

package io.framedtcp.internal.connection;

/**
 * The common state of the callers that share a connection.
 */
public interface Sharing {

	/**
	 * Returns how many unanswered requests have a waiting caller.
	 * @return the number at this moment
	 */
	int inFlight();

	/**
	 * Returns how many outstanding replies have no waiting caller.
	 * @return the number at this moment
	 */
	int orphans();

	/**
	 * Returns whether all frames that were begun have been written to their end.
	 * @return {@code false} if the last one may be incomplete
	 */
	boolean isWhole();

	/**
	 * Returns whether calls are in flight, or were when the connection ended.
	 * @return whether it ends during an exchange
	 */
	boolean isInside();

	/**
	 * Returns whether frames have come that answer no request.
	 * @return whether the matcher may look for the id in the wrong place
	 */
	boolean hasUnknownFrames();

	/**
	 * Notes that the connection is closed.
	 */
	void closed();

}
