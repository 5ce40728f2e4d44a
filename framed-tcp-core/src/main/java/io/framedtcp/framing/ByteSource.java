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

package io.framedtcp.framing;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Supplies the bytes for a {@link FrameReader}.
 */
@FunctionalInterface
public interface ByteSource {

	/**
	 * Reads at least one byte. Waits for it if none has come.
	 * @param target receives the bytes; has room for at least one
	 * @return the number of bytes read, or -1 at the end of the stream
	 * @throws IOException if the bytes cannot be read
	 */
	int read(ByteBuffer target) throws IOException;

	/**
	 * Returns what the names of the client's properties begin with. The exceptions of a
	 * {@link FrameReader} name the one for the maximum frame size.
	 * @return the prefix, which ends with a dot; {@code framed-tcp.} unless overridden
	 */
	default String propertyPrefix() {
		return "framed-tcp.";
	}

}
