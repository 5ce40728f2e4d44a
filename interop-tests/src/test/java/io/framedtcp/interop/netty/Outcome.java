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

package io.framedtcp.interop.netty;

import java.util.HexFormat;
import java.util.List;

/**
 * What becomes of a stream of bytes: the frames in it, and whether it is refused behind
 * them. One that is not is in the midst of a frame, or at its end.
 *
 * @param frames the payloads, in hexadecimal
 * @param refused whether the rest is no frame
 */
record Outcome(List<String> frames, boolean refused) {

	static Outcome of(List<byte[]> payloads, boolean refused) {
		return new Outcome(payloads.stream().map(HexFormat.of()::formatHex).toList(), refused);
	}

	static Outcome frames(List<byte[]> payloads) {
		return of(payloads, false);
	}

}
