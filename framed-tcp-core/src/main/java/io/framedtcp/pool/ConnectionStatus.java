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
 * What is known of a connection at one moment.
 *
 * @param info what identifies it
 * @param state what it is doing
 * @param age time since opening it was begun
 * @param silent time since it was opened or its last frame was written or read
 * @param traffic what has passed over it
 * @param tls what its handshake has come to; {@code null} without TLS
 * @param inFlight for a shared connection, requests that are unanswered and whose callers
 * wait
 * @param orphans for a shared connection, replies that are outstanding though nobody
 * waits for them any more
 */
public record ConnectionStatus(ConnectionInfo info, ConnectionState state, Duration age, Duration silent,
		Traffic traffic, @Nullable TlsStatus tls, int inFlight, int orphans) implements Serializable {

}
