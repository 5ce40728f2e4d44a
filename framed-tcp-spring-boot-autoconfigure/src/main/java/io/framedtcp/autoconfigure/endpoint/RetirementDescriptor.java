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

package io.framedtcp.autoconfigure.endpoint;

import java.time.Duration;
import java.time.Instant;

import io.framedtcp.connection.ConnectionStatus;
import io.framedtcp.connection.RetireReason;
import io.framedtcp.connection.Retirement;

/**
 * That a connection was closed for good, as {@link FramedTcpEndpoint} shows it.
 *
 * @param id number of the connection
 * @param address the address it was connected to
 * @param time when it was closed
 * @param reason why
 * @param duringExchange whether somebody was writing or reading a frame
 * @param age how long it had lived
 * @param exchanges requests sent over it, pings included
 */
public record RetirementDescriptor(long id, String address, Instant time, RetireReason reason, boolean duringExchange,
		Duration age, long exchanges) {

	static RetirementDescriptor of(Retirement retirement) {
		ConnectionStatus connection = retirement.connection();
		return new RetirementDescriptor(connection.info().id(), connection.info().address(), retirement.time(),
				retirement.reason(), retirement.duringExchange(), connection.age(), connection.traffic().exchanges());
	}

}
