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

package io.framedtcp.faults;

import java.util.Arrays;

/**
 * The requests of a cell of shared connections, and what their replies are.
 */
final class SharedCellMessages {

	/** More than the buffers of the kernel take. */
	private static final int LARGE = 16 * 1024 * 1024;

	private final SharedCell cell;

	SharedCellMessages(SharedCell cell) {
		this.cell = cell;
	}

	byte[] request(int caller) {
		boolean isVictim = caller == this.cell.victim();
		boolean isClash = isVictim && this.cell.fault() == SharedFault.KEY_CLASH;
		String id = (this.cell.mode() == SharedMode.ASSIGNED_IDS) ? "same"
				: String.format("c%03d", isClash ? 0 : caller);
		byte[] request = Payloads.numbered(id, caller);
		if (isVictim && this.cell.fault() == SharedFault.FRAME_TOO_LARGE) {
			return Arrays.copyOf(request, SharedCellClient.SMALL_FRAME_SIZE + 1);
		}
		return (caller == this.cell.large()) ? Arrays.copyOf(request, LARGE) : request;
	}

	SharedOutcome outcomeOf(byte[] request, byte[] reply) {
		boolean isBig = this.cell.fault() == SharedFault.BIG_REPLY && Payloads.number(request) == this.cell.victim();
		byte[] expected = isBig ? Arrays.copyOf(request, SharedCellServer.BIG_REPLY) : request;
		if (Arrays.equals(expected, reply)) {
			return SharedOutcome.OWN_REPLY;
		}
		return Payloads.hasSameId(request, reply) ? SharedOutcome.DAMAGED : SharedOutcome.FOREIGN;
	}

}
