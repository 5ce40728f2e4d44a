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

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import io.framedtcp.config.Ordering;
import io.framedtcp.config.UnknownReplyPolicy;

/**
 * Connections shared by many callers.
 *
 * @param enabled Whether callers share connections. Each connection then carries many
 * requests at the same time.
 * @param ordering How replies are matched to requests: by the ids of the matcher or
 * assigned ids, or by their order.
 * @param connections Maximum number of shared connections. The other connections of the
 * pool serve sessions of several frames.
 * @param maxInFlight Maximum number of unanswered requests on a connection.
 * @param maxInFlightBytes Maximum total size of these requests. A larger request is sent
 * when it is the only one.
 * @param maxOrphans Maximum number of orphans on a connection: outstanding replies whose
 * callers have given up. Above it the connection is drained.
 * @param orphanMaxAge Age of an orphan at which the connection is drained.
 * @param suspectAfter Number of successive timeouts, with nothing read, after which a
 * connection gets no new calls until a ping is answered.
 * @param onUnknownReply Whether a reply that answers no request closes the connection,
 * when its calls in flight have finished, or is ignored.
 * @param assignIds Ids that the client writes into requests.
 * @param drainTimeout Maximum time that a draining connection may take to finish its
 * calls.
 * @param listen Whether to read connections while no caller waits. For a server that
 * sends frames unasked.
 */
public record SharedProperties(boolean enabled, @DefaultValue("matched") Ordering ordering,
		@DefaultValue("1") int connections, @DefaultValue("128") int maxInFlight,
		@DefaultValue("8MB") DataSize maxInFlightBytes, @DefaultValue("32") int maxOrphans,
		@DefaultValue("60s") Duration orphanMaxAge, @DefaultValue("3") int suspectAfter,
		@DefaultValue("close") UnknownReplyPolicy onUnknownReply, @DefaultValue AssignIds assignIds,
		@DefaultValue("30s") Duration drainTimeout, boolean listen) {

	/**
	 * Ids that the client writes into requests. It restores the caller's bytes in the
	 * reply.
	 *
	 * @param offset Offset of the id in the payloads of request and reply. Zero unless
	 * set.
	 * @param length Length of the id in bytes. The server must repeat the id, and no
	 * checksum may cover it. No ids are written unless set.
	 */
	public record AssignIds(@Nullable Integer offset, @Nullable Integer length) {

	}

}
