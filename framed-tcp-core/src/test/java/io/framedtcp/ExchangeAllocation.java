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

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.sun.management.ThreadMXBean;

import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

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
	 * Exchanges, and prints.
	 * @param args the size of the payloads, and {@code shared} for a shared connection
	 */
	public static void main(String[] args) {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		byte[] payload = new byte[Integer.parseInt(args[0])];
		long perExchange = Long.MAX_VALUE;
		try (FramedTcpServer server = FramedTcpServer.echo(); FramedTcpTemplate template = template(server, args)) {
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

	private static FramedTcpTemplate template(FramedTcpServer server, String[] args) {
		FramedTcpTemplateBuilder builder = FramedTcpTemplate.builder(server.host(), server.port());
		if (args.length > 1) {
			builder.matcher(ExchangeMatcher.equalBytes(0, 0, Long.BYTES)).shared((shared) -> shared.connections(1));
		}
		return builder.build();
	}

	/**
	 * Runs the program in a JVM of its own.
	 * @param args its arguments
	 * @return how many bytes an exchange allocates, its reply included
	 * @throws IOException if that fails
	 */
	static long measure(String... args) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("java.class.path"), ExchangeAllocation.class.getName()));
		command.addAll(List.of(args));
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
		String printed = new String(process.getInputStream().readAllBytes()).strip();
		assertThat(printed).as(() -> printed).containsOnlyDigits();
		return Long.parseLong(printed);
	}

}
