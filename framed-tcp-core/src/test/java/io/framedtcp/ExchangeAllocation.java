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

package io.framedtcp;

import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;

import io.framedtcp.test.FramedTcpServer;

/**
 * Prints how many bytes an exchange allocates. A program of its own, as the compiler does
 * away with less in a JVM that has run other tests before.
 */
public final class ExchangeAllocation {

	private static final int EXCHANGES = 5_000;

	/** Until the compiler has seen all of it. */
	private static final int ROUNDS = 12;

	private ExchangeAllocation() {
	}

	/**
	 * Exchange, and print.
	 * @param args the size of the payloads
	 */
	public static void main(String[] args) {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		byte[] payload = new byte[Integer.parseInt(args[0])];
		long perExchange = Long.MAX_VALUE;
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port()).build()) {
			for (int round = 0; round < ROUNDS; round++) {
				long before = threads.getCurrentThreadAllocatedBytes();
				for (int i = 0; i < EXCHANGES; i++) {
					template.sendAndReceive(payload);
				}
				perExchange = Math.min(perExchange, (threads.getCurrentThreadAllocatedBytes() - before) / EXCHANGES);
			}
		}
		System.out.println(perExchange);
	}

}
