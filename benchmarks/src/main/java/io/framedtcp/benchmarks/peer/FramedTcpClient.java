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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTemplateBuilder;
import io.framedtcp.config.TlsSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.pool.ConnectionPool;
import io.framedtcp.internal.pool.Lease;

/**
 * Ours, with defaults but for the sizes and time-outs that all clients are given.
 */
public final class FramedTcpClient implements LibraryClient {

	private static final Duration OPEN_TIME = Duration.ofMinutes(1);

	private final FramedTcpTemplate template;

	/**
	 * Create a client.
	 * @param target what to talk to
	 */
	public FramedTcpClient(Target target) {
		this.template = template(target);
	}

	/**
	 * Create a template as this client has it.
	 * @param target what to talk to
	 * @return the template
	 */
	public static FramedTcpTemplate template(Target target) {
		return builder(target).build();
	}

	static FramedTcpTemplateBuilder builder(Target target) {
		return FramedTcpTemplate.builder(Target.HOST, target.port())
			.responseTimeout(Target.RESPONSE_TIMEOUT)
			.connection((connection) -> connection.connectTimeout(Target.ACQUIRE_TIMEOUT)
				.maxFrameSize(Math.max(1024 * 1024, target.maxFrame()))
				.tls((target.tls() != null) ? TlsSettings.of(target.tls()) : null))
			.pool((pool) -> pool.maxTotal(target.connections()).acquireTimeout(Target.ACQUIRE_TIMEOUT));
	}

	/**
	 * Open connections that are idle afterwards. The pool's own minimum would open new
	 * ones in place of those that callers take.
	 * @param template the template
	 * @param number how many
	 * @throws IOException if one cannot be opened
	 * @throws InterruptedException if the thread is interrupted meanwhile
	 */
	public static void openIdle(FramedTcpTemplate template, int number) throws IOException, InterruptedException {
		Deadline deadline = Deadline.after(OPEN_TIME);
		List<Lease> leases = new ArrayList<>();
		while (leases.size() < number) {
			leases.add(((ConnectionPool) template.getPool()).acquireForSession(deadline));
		}
		leases.forEach(Lease::close);
	}

	@Override
	public byte[] exchange(byte[] request) {
		return this.template.sendAndReceive(request);
	}

	@Override
	public void openIdle(int number) throws IOException, InterruptedException {
		openIdle(this.template, number);
	}

	@Override
	public List<byte[]> exchangeAll(List<byte[]> requests) {
		return this.template.sendAndReceiveAll(requests);
	}

	@Override
	public void close() {
		this.template.close();
	}

}
