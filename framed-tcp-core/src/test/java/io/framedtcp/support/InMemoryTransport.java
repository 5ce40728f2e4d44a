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

package io.framedtcp.support;

import io.framedtcp.internal.transport.Transport;

/**
 * A transport without a socket. It blocks, stays open and loses nothing; subclasses say
 * what is read and written.
 */
public abstract class InMemoryTransport implements Transport {

	@Override
	public boolean isTruncated() {
		return false;
	}

	@Override
	public boolean isPartPending() {
		return false;
	}

	@Override
	public void configureBlocking(boolean blocking) {
	}

	@Override
	public boolean isBlocking() {
		return true;
	}

	@Override
	public boolean isOpen() {
		return true;
	}

	@Override
	public void close() {
	}

}
