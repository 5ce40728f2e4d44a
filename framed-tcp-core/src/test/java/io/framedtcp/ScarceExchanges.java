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

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;

import org.awaitility.Awaitility;

import io.framedtcp.support.RawServer;

/**
 * Exchanges while the JVM has no file descriptors left, or no direct memory, and prints
 * what becomes of them. A program of its own, as others would suffer as well.
 */
public final class ScarceExchanges {

	private static final byte[] SMALL = new byte[100];

	private static final byte[] LARGE = new byte[16 * 1024 * 1024];

	private static final int MAX_FRAME_SIZE = 2 * LARGE.length;

	/** Enough to write a small request through, and too little to read its reply. */
	private static final int LITTLE = 4 * 1024;

	private ScarceExchanges() {
	}

	/**
	 * Exchange, and print.
	 * @param args what is scarce: {@code descriptors} or {@code memory}
	 * @throws Exception if that fails
	 */
	public static void main(String[] args) throws Exception {
		try (RawServer server = new RawServer(ScarceExchanges::echo);
				FramedTcpTemplate other = template(server);
				FramedTcpTemplate template = template(server)) {
			// Loads all classes. It stays open, as to close it would free descriptors.
			exchangeAll(other);
			Awaitility.await().until(() -> template.getPool().counts().idle() == 1);
			List<?> hogs = args[0].equals("memory") ? useUpMemory() : useUpDescriptors();
			// In a thread for which the JDK keeps no direct memory yet.
			FutureTask<String> task = new FutureTask<>(() -> exchangeAll(template));
			new Thread(task).start();
			String result = task.get();
			for (Object hog : hogs) {
				if (hog instanceof InputStream stream) {
					stream.close();
				}
			}
			System.out.println(result + ", connections: " + server.accepted());
		}
	}

	private static FramedTcpTemplate template(RawServer server) {
		return FramedTcpTemplate.builder(server.host(), server.port())
			.connection((connection) -> connection.maxFrameSize(MAX_FRAME_SIZE))
			// So that the server has all that it needs.
			.initializer((connection) -> connection.exchange(SMALL))
			.responseTimeout(Duration.ofSeconds(30))
			.pool((pool) -> pool.maxTotal(1).minIdle(1))
			.build();
	}

	private static String exchangeAll(FramedTcpTemplate template) {
		return exchange(template, SMALL) + ", " + exchange(template, SMALL) + ", " + exchange(template, LARGE);
	}

	private static String exchange(FramedTcpTemplate template, byte[] request) {
		try {
			return Arrays.equals(template.sendAndReceive(request), request) ? "replied" : "wrong";
		}
		catch (FramedTcpException | Error ex) {
			return ex.toString();
		}
	}

	private static List<?> useUpDescriptors() {
		List<InputStream> hogs = new ArrayList<>();
		try {
			while (true) {
				hogs.add(new FileInputStream("/dev/null"));
			}
		}
		catch (IOException ex) {
			return hogs;
		}
	}

	private static List<?> useUpMemory() {
		List<ByteBuffer> hogs = new ArrayList<>();
		for (int size = 1024 * 1024; size >= LITTLE; size /= 16) {
			try {
				while (true) {
					hogs.add(ByteBuffer.allocateDirect(size));
				}
			}
			catch (OutOfMemoryError ex) {
				// None is left of that size.
			}
		}
		return hogs;
	}

	private static void echo(Socket socket) throws IOException {
		byte[] chunk = new byte[16 * 1024];
		for (int count = socket.getInputStream().read(chunk); count >= 0; count = socket.getInputStream().read(chunk)) {
			socket.getOutputStream().write(chunk, 0, count);
		}
	}

}
