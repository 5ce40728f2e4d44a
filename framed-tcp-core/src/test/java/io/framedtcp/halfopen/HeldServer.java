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

package io.framedtcp.halfopen;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/**
 * The program at the far end of the link. It sends each request back, with a 32-bit
 * length; but answers one that begins with {@code hold} not before a {@code release}, and
 * sends half of the reply to one that begins with {@code half} at once. It tells of the
 * requests that it holds on its standard output.
 */
public final class HeldServer {

	private volatile CountDownLatch released = new CountDownLatch(1);

	private HeldServer() {
	}

	/**
	 * Serve until the process is ended.
	 * @param args the address and the port to listen on
	 * @throws IOException if that cannot be
	 */
	public static void main(String[] args) throws IOException {
		try (ServerSocket listening = new ServerSocket()) {
			listening.bind(new InetSocketAddress(args[0], Integer.parseInt(args[1])));
			System.out.println("listening");
			HeldServer server = new HeldServer();
			while (true) {
				Socket socket = listening.accept();
				new Thread(() -> server.serve(socket)).start();
			}
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			DataInputStream in = new DataInputStream(socket.getInputStream());
			DataOutputStream out = new DataOutputStream(socket.getOutputStream());
			while (true) {
				answer(in.readNBytes(in.readInt()), out);
			}
		}
		catch (IOException ex) {
			// The client has gone, in order or not.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void answer(byte[] request, DataOutputStream out) throws IOException, InterruptedException {
		String text = new String(request, StandardCharsets.UTF_8);
		boolean half = text.startsWith("half");
		int atOnce = half ? request.length / 2 : 0;
		if (half) {
			out.writeInt(request.length);
			out.write(request, 0, atOnce);
		}
		if (half || text.startsWith("hold")) {
			CountDownLatch held = this.released;
			System.out.println("held " + text);
			held.await();
		}
		if (text.equals("release")) {
			CountDownLatch held = this.released;
			this.released = new CountDownLatch(1);
			held.countDown();
		}
		if (!half) {
			out.writeInt(request.length);
		}
		out.write(request, atOnce, request.length - atOnce);
	}

}
