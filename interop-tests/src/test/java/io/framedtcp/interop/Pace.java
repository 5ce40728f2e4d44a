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

package io.framedtcp.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How bytes are passed on.
 */
enum Pace {

	/**
	 * In the chunks in which they come.
	 */
	AS_IT_COMES {

		@Override
		void write(byte[] bytes, int count, OutputStream out) throws IOException {
			out.write(bytes, 0, count);
		}

	},

	/**
	 * One by one, with a pause in between that lets the reader see each alone.
	 */
	BYTE_BY_BYTE {

		@Override
		void write(byte[] bytes, int count, OutputStream out) throws IOException {
			for (int i = 0; i < count; i++) {
				out.write(bytes[i]);
				LockSupport.parkNanos(PAUSE_NANOS);
			}
		}

	};

	private static final long PAUSE_NANOS = 200_000;

	abstract void write(byte[] bytes, int count, OutputStream out) throws IOException;

	/**
	 * Pass on everything up to the end.
	 * @param in what comes
	 * @param out where it goes
	 * @param passed counts the bytes that have gone
	 * @throws IOException if one of the two fails
	 */
	void pass(InputStream in, OutputStream out, AtomicLong passed) throws IOException {
		byte[] bytes = new byte[8192];
		for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
			write(bytes, count, out);
			passed.addAndGet(count);
		}
	}

}
