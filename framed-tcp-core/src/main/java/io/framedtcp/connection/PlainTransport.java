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

package io.framedtcp.connection;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * TCP without TLS.
 */
final class PlainTransport implements Transport {

	private final SocketIo socket;

	PlainTransport(SocketIo socket) {
		this.socket = socket;
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		return this.socket.read(target);
	}

	@Override
	public int write(ByteBuffer source) throws IOException {
		return this.socket.write(source);
	}

	@Override
	public long write(ByteBuffer[] sources, int offset, int count) throws IOException {
		return this.socket.write(sources, offset, count);
	}

	/**
	 * A system call writes something or fails.
	 */
	@Override
	public boolean isFailedWriteMaybeSent() {
		return false;
	}

	/**
	 * TCP itself tells an end from a break, except behind a failed write.
	 */
	@Override
	public boolean isTruncated() {
		return this.socket.isEndUncertain();
	}

	@Override
	public void readAheadAtMost(int bytes) {
		this.socket.readAheadAtMost(bytes);
	}

	@Override
	public boolean hasBytesAhead() {
		return this.socket.hasBytesAhead();
	}

	@Override
	public void configureBlocking(boolean blocking) throws IOException {
		this.socket.configureBlocking(blocking);
	}

	@Override
	public boolean isBlocking() {
		return this.socket.isBlocking();
	}

	@Override
	public void rest() throws IOException {
		this.socket.rest();
	}

	/**
	 * The end of the stream says it all.
	 */
	@Override
	public void sayGoodbye() {
	}

}
