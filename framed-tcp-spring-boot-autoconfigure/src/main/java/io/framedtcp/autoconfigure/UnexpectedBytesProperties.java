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

package io.framedtcp.autoconfigure;

import org.springframework.util.unit.DataSize;

/**
 * Properties of what becomes of an idle connection on which bytes have arrived.
 */
public class UnexpectedBytesProperties {

	/**
	 * What to do: discard the connection, or drain whole frames from it and keep it.
	 */
	private Policy policy = Policy.DISCARD;

	/**
	 * Most frames to drain from a connection before it is lent.
	 */
	private int maxFrames = 16;

	/**
	 * Most bytes that the payloads of these frames may have together.
	 */
	private DataSize maxBytes = DataSize.ofKilobytes(64);

	public Policy getPolicy() {
		return this.policy;
	}

	public void setPolicy(Policy policy) {
		this.policy = policy;
	}

	public int getMaxFrames() {
		return this.maxFrames;
	}

	public void setMaxFrames(int maxFrames) {
		this.maxFrames = maxFrames;
	}

	public DataSize getMaxBytes() {
		return this.maxBytes;
	}

	public void setMaxBytes(DataSize maxBytes) {
		this.maxBytes = maxBytes;
	}

	/**
	 * What to do with a connection on which bytes have arrived.
	 */
	public enum Policy {

		/**
		 * Close it.
		 */
		DISCARD,

		/**
		 * Hand whole frames to the handler of unsolicited frames and keep it, if it is
		 * then silent.
		 */
		DRAIN

	}

}
