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

/**
 * A server of Debian's that scripts/interop.sh has started, and stops as well.
 *
 * @param name its name in the script
 * @param closesIdle whether it closes idle connections within some seconds
 */
record DebianServer(String name, boolean closesIdle) implements Server {

	/** What tests need that the build leaves out. */
	static final String TAG = "debian";

	DebianServer(String name) {
		this(name, false);
	}

	static DebianServer closingIdleConnections(String name) {
		return new DebianServer(name, true);
	}

	@Override
	public int port() {
		Integer port = Integer.getInteger("interop." + this.name);
		if (port == null) {
			throw new IllegalStateException("No " + this.name + " runs: start these tests by scripts/interop.sh");
		}
		return port;
	}

	@Override
	public void closeConnections(Relay relay) {
		if (!this.closesIdle) {
			relay.closeConnections();
		}
	}

	@Override
	public void close() {
		// It goes on for the other tests.
	}

}
