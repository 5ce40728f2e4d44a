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

package io.framedtcp.internal.connection;

import org.jspecify.annotations.Nullable;

import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.FrameRecord;
import io.framedtcp.internal.transport.Transport;

/**
 * What is known of a frame whose rest has not come.
 */
public final class IncompleteFrame {

	private final FrameReader reader;

	private final Transport transport;

	/** The part of an incomplete frame, if the connection is shared. */
	private volatile @Nullable FrameRecord part;

	IncompleteFrame(FrameReader reader, Transport transport) {
		this.reader = reader;
		this.transport = transport;
	}

	/**
	 * Describes how much of the frame has come.
	 * @return the description, or {@code null} if the last frame is complete
	 */
	public @Nullable String progress() {
		String progress = this.reader.progress();
		if (progress == null || !this.transport.isPartPending()) {
			return progress;
		}
		return progress + ((this.reader.recorded().size() == 0) ? " but" : " and") + " a part of a TLS record";
	}

	/**
	 * Returns the part of the frame that has been recorded. After the first frame, bytes
	 * are recorded only while frames are logged.
	 * @return the part, or {@code null} if the last frame is complete
	 */
	public @Nullable FrameRecord recorded() {
		return (this.reader.progress() != null) ? this.reader.recorded() : this.part;
	}

	void keep(FrameRecord part) {
		this.part = part;
	}

}
