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

package io.framedtcp;

/**
 * Several frames on one connection, which nobody else uses meanwhile. Valid only inside
 * the {@link FramedTcpOperations#execute(FramedTcpSessionCallback) callback} and in its
 * thread.
 */
public interface FramedTcpSession {

	/**
	 * Send a frame.
	 * @param payload what the frame carries
	 * @throws FramedTcpException if that fails
	 */
	void send(byte[] payload);

	/**
	 * Read the next frame.
	 * @return what it carried
	 * @throws FramedTcpException if that fails
	 */
	byte[] receive();

	/**
	 * Send a frame and read the next one.
	 * @param payload what the frame carries
	 * @return what the reply carried
	 * @throws FramedTcpException if that fails
	 */
	byte[] sendAndReceive(byte[] payload);

}
