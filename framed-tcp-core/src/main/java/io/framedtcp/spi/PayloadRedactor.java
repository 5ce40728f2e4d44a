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
 * Removes sensitive data, such as card numbers, from payloads before they are written to
 * the wire log. The log still shows up to 32 bytes of a frame's header. With a redactor,
 * the log shows no payload of incomplete frames or of bytes left over.
 * <p>
 * Called in the thread that sends or receives, and only while the wire log is on. It must
 * be safe for use by many threads.
 */
@FunctionalInterface
public interface PayloadRedactor {

	/**
	 * Redacts a payload. If it throws, the log shows the size of the payload and the
	 * place of the exception, without its message.
	 * @param connection the connection
	 * @param sent whether the payload was sent; otherwise it was received
	 * @param payload a copy of the payload, which may be changed; for bytes that arrived
	 * on an idle connection, a copy with the framing
	 * @return the bytes to log
	 */
	byte[] redact(ConnectionInfo connection, boolean sent, byte[] payload);

	/**
	 * Creates a redactor that removes everything but sizes and headers.
	 * @return the redactor
	 */
	static PayloadRedactor nothingShown() {
		return (connection, sent, payload) -> new byte[0];
	}

}
