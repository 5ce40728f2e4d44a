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

package io.framedtcp.benchmarks.peer;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.connection.TlsSettings;

/**
 * Ours, with defaults but for the sizes and time-outs that all clients are given.
 */
public final class FramedTcpClient implements Client {

	private final FramedTcpTemplate template;

	FramedTcpClient(Target target) {
		this(target, 0);
	}

	private FramedTcpClient(Target target, int idle) {
		this.template = template(target, idle);
	}

	/**
	 * Create a template as this client has it.
	 * @param target what to talk to
	 * @param idle how many idle connections are kept ready
	 * @return the template
	 */
	public static FramedTcpTemplate template(Target target, int idle) {
		return FramedTcpTemplate.builder(Target.HOST, target.port())
			.responseTimeout(Target.RESPONSE_TIMEOUT)
			.connection((connection) -> connection.maxFrameSize(Math.max(1024 * 1024, target.maxFrame()))
				.tls((target.tls() != null) ? TlsSettings.of(target.tls()) : null))
			.pool((pool) -> pool.maxTotal(target.connections()).minIdle(idle).acquireTimeout(Target.ACQUIRE_TIMEOUT))
			.build();
	}

	@Override
	public byte[] exchange(byte[] request) {
		return this.template.sendAndReceive(request);
	}

	@Override
	public void close() {
		this.template.close();
	}

}
