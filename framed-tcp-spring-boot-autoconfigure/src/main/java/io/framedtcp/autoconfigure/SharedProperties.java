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
 * Connections that many callers use at a time.
 *
 * @param enabled Whether callers share connections, each of which then carries many
 * requests at a time.
 * @param ordering How the replies of a connection are told apart: by the ids of the
 * matcher or assigned ids, or by their order.
 * @param connections Most connections that are shared. The others that the pool may open
 * are for sessions of several frames.
 * @param maxInFlight Most requests without a reply on a connection.
 * @param maxInFlightBytes Most bytes that these requests may have together. A larger
 * request is sent when it is alone.
 * @param maxOrphans Most replies that are outstanding on a connection while nobody waits
 * for them any more. With one more the connection is drained.
 * @param orphanMaxAge Time that such a reply may be outstanding before the connection is
 * drained.
 * @param suspectAfter Number of successive timeouts, with nothing read meanwhile, after
 * which a connection gets no new calls unless a ping is answered.
 * @param onUnknownReply Whether to retire a connection on which a reply comes that
 * answers no request, or to ignore the reply.
 * @param assignIds Ids that the client writes into requests itself.
 * @param drainTimeout Time that a connection without new calls may take to finish those
 * in flight.
 * @param listen Whether to read connections while no caller waits, for a server that
 * sends of its own accord.
 */
public record SharedProperties(boolean enabled, @DefaultValue("matched") Ordering ordering,
		@DefaultValue("1") int connections, @DefaultValue("128") int maxInFlight,
		@DefaultValue("8MB") DataSize maxInFlightBytes, @DefaultValue("32") int maxOrphans,
		@DefaultValue("60s") Duration orphanMaxAge, @DefaultValue("3") int suspectAfter,
		@DefaultValue("retire") UnknownReplyPolicy onUnknownReply, @DefaultValue AssignIds assignIds,
		@DefaultValue("30s") Duration drainTimeout, boolean listen) {

	/**
	 * Ids that the client writes into requests itself. It restores the caller's bytes in
	 * the reply.
	 *
	 * @param offset Where the id begins in the payloads of request and reply. At their
	 * beginning unless set.
	 * @param length Length in bytes of the id, which the server must repeat and no
	 * checksum may cover. The client writes no ids unless set.
	 */
	public record AssignIds(@Nullable Integer offset, @Nullable Integer length) {

	}

}
