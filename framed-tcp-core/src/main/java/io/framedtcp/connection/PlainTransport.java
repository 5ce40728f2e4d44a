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

import org.jspecify.annotations.Nullable;

/**
 * TCP as it is. What is small passes through a buffer outside of the heap that is the
 * connection's own: for a buffer on the heap the JDK looks one up in each call, which
 * costs a fiftieth of an exchange on loopback.
 */
final class PlainTransport implements Transport {

	private static final int STAGE_SIZE = 8 * 1024;

	private final Wire wire;

	/** Only from the second write on: a connection that is used once does without. */
	private @Nullable ByteBuffer stage;

	private boolean written;

	PlainTransport(Wire wire) {
		this.wire = wire;
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		ByteBuffer stage = this.stage;
		if (stage == null || target.remaining() > STAGE_SIZE) {
			return this.wire.read(target);
		}
		int count = this.wire.read(stage.clear().limit(target.remaining()));
		target.put(stage.flip());
		return count;
	}

	@Override
	public int write(ByteBuffer source) throws IOException {
		ByteBuffer stage = stageOfReused();
		if (stage == null || source.remaining() > STAGE_SIZE) {
			return this.wire.write(source);
		}
		int begin = source.position();
		stage.clear().put(source).flip();
		try {
			return this.wire.write(stage);
		}
		finally {
			source.position(begin + stage.position());
		}
	}

	private @Nullable ByteBuffer stageOfReused() {
		if (this.stage == null && this.written) {
			this.stage = ByteBuffer.allocateDirect(STAGE_SIZE);
		}
		this.written = true;
		return this.stage;
	}

	@Override
	public long write(ByteBuffer[] sources, int offset, int count) throws IOException {
		return this.wire.write(sources, offset, count);
	}

	/**
	 * A system call writes something or fails.
	 */
	@Override
	public boolean isFailedWriteMaybeSent() {
		return false;
	}

	/**
	 * TCP itself tells an end from a break.
	 */
	@Override
	public boolean isTruncated() {
		return false;
	}

	@Override
	public void configureBlocking(boolean blocking) throws IOException {
		this.wire.configureBlocking(blocking);
	}

	@Override
	public boolean isBlocking() {
		return this.wire.isBlocking();
	}

	@Override
	public void rest() throws IOException {
		this.wire.rest();
	}

	/**
	 * The end of the stream says it all.
	 */
	@Override
	public void sayGoodbye() {
	}

}
