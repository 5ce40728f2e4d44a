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

package io.framedtcp.pool;

import java.io.Serializable;
import java.util.Map;

import io.framedtcp.spi.CloseReason;

/**
 * The status of a client's shared connections, with counts since the client was created.
 * The numbers are read one after the other, so under load they may not match exactly.
 *
 * @param connections connections that are shared now
 * @param inFlight unanswered requests whose callers wait
 * @param waiting callers that wait for a place
 * @param orphans outstanding replies that no caller waits for any more
 * @param frames frames written so far
 * @param writes writes so far; {@code frames / writes} is the average number of frames in
 * a write
 * @param lateReplies replies that were discarded because no caller waited for them any
 * more
 * @param drained connections that stopped taking new calls, by reason; reasons that have
 * not occurred are not in the map
 */
public record SharingStatus(int connections, int inFlight, int waiting, int orphans, long frames, long writes,
		long lateReplies, Map<CloseReason, Long> drained) implements Serializable {

	/**
	 * Creates a status.
	 */
	public SharingStatus {
		drained = Map.copyOf(drained);
	}

}
