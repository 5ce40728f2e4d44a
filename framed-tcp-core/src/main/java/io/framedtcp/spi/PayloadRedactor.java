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

package io.framedtcp.spi;

/**
 * Takes out of a payload what must not stand in the wire log, such as card numbers. The
 * log shows the header of a frame all the same, up to 32 bytes. Of a part of a frame, and
 * of bytes left behind the last one, it shows no payload if there is a redactor.
 * <p>
 * Called in the thread that sends or receives, only while the wire log is on. It must be
 * safe for use by many threads.
 */
@FunctionalInterface
public interface PayloadRedactor {

	/**
	 * Redact a payload.
	 * @param connection the connection
	 * @param sent whether it was sent; otherwise it was received
	 * @param payload a copy of what the frame carried, which may be changed; of what came
	 * while the connection was idle, a copy of all of it, framing included
	 * @return what to log instead; if it throws, only the size is logged, and where it
	 * threw, without its message
	 */
	byte[] redact(ConnectionInfo connection, boolean sent, byte[] payload);

	/**
	 * Create a redactor that leaves nothing but sizes and headers.
	 * @return the redactor
	 */
	static PayloadRedactor nothingShown() {
		return (connection, sent, payload) -> new byte[0];
	}

}
