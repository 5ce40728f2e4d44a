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

package io.framedtcp.pool;

import java.io.Serializable;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.framedtcp.spi.ConnectionInfo;

/**
 * The status of a connection at one moment.
 *
 * @param info identifies it
 * @param state its state
 * @param age time since opening it began
 * @param silent time since its last frame was written or read; before the first frame,
 * since it was opened
 * @param traffic its exchanges and bytes so far
 * @param tls the result of its handshake; {@code null} without TLS
 * @param inFlight for a shared connection, unanswered requests whose callers wait
 * @param orphans for a shared connection, outstanding replies that no caller waits for
 * any more
 */
public record ConnectionStatus(ConnectionInfo info, ConnectionState state, Duration age, Duration silent,
		Traffic traffic, @Nullable TlsStatus tls, int inFlight, int orphans) implements Serializable {

}
