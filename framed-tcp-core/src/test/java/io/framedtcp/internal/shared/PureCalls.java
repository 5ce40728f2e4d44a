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

package io.framedtcp.internal.shared;

import java.util.ArrayList;
import java.util.List;

import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.internal.shared.OutstandingCalls.InFlightCalls;
import io.framedtcp.spi.CorrelationKey;

/**
 * Calls that have no connection, for tests of what keeps them.
 */
final class PureCalls {

	private PureCalls() {
	}

	/**
	 * Makes a call of this thread.
	 * @param id its id, which is its key too
	 * @return the call
	 */
	static SharedCall call(int id) {
		return call(SharedPeer.message(id, "request"), true);
	}

	static SharedCall call(byte[] payload, boolean answered) {
		EncodedFrame frame = EncodedFrame.of(payload, LengthFieldFraming.builder().build(), Integer.MAX_VALUE - 8);
		return new SharedCall(null, Thread.currentThread(), frame, answered,
				CorrelationKey.of(payload, 0, SharedPeer.ID_LENGTH), null);
	}

	/**
	 * Makes a call whose frame has been taken by the writer.
	 * @param id its id
	 * @return the call
	 */
	static SharedCall sent(int id) {
		SharedCall call = call(id);
		call.queued();
		call.sent(0);
		return call;
	}

	static List<Integer> ids(InFlightCalls calls) {
		List<Integer> ids = new ArrayList<>();
		InFlightCalls.forEach(calls.first(), (call) -> ids.add(id(call)));
		return ids;
	}

	static int id(SharedCall call) {
		return SharedPeer.id(call.request());
	}

}
