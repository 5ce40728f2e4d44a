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

package io.framedtcp.interop;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.solab.iso8583.IsoMessage;

/**
 * A payment switch that reads and writes messages by j8583. It wants a sign-on, and
 * approves each purchase after a random while, so replies overtake each other. An amount
 * of zero takes it longer. Its messages may have a TPDU. Written here, as the servers of
 * others have licenses that this build keeps out.
 */
final class Iso8583Switch implements Server {

	static final int TPDU = 5;

	private static final int MAX_MILLIS = 20;

	private static final int SLOW_MILLIS = 600;

	private static final String SIGN_ON = "001";

	private final Iso8583Channel channel;

	private final int header;

	private final String signOnCode;

	private final ServerSocket listener;

	private final ExecutorService connections = Executors.newCachedThreadPool();

	private final ScheduledExecutorService answers = Executors.newScheduledThreadPool(2);

	private final AtomicInteger echoTests = new AtomicInteger();

	private final AtomicInteger echoReplies = new AtomicInteger();

	private volatile boolean asking;

	Iso8583Switch() {
		this(Iso8583Channel.ASCII, 0, "00");
	}

	/**
	 * Start a switch.
	 * @param channel what is before its messages
	 * @param header the bytes of a TPDU, or none
	 * @param signOnCode the response code of sign-ons; without one, none is needed
	 */
	Iso8583Switch(Iso8583Channel channel, int header, String signOnCode) {
		this.channel = channel;
		this.header = header;
		this.signOnCode = signOnCode;
		try {
			this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.connections
			.execute(() -> Acceptor.accept(this.listener, (socket) -> this.connections.execute(() -> serve(socket))));
	}

	@Override
	public int port() {
		return this.listener.getLocalPort();
	}

	/**
	 * Return how many echo tests it has got.
	 * @return the number, of all connections together
	 */
	int echoTests() {
		return this.echoTests.get();
	}

	/**
	 * Return how many answers to its own echo tests it has got.
	 * @return the number, of all connections together
	 */
	int echoReplies() {
		return this.echoReplies.get();
	}

	/** Let it send an echo test of its own before each answer to a purchase. */
	void ask() {
		this.asking = true;
	}

	@Override
	public void close() {
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.connections.shutdownNow();
		this.answers.shutdownNow();
	}

	private void serve(Socket socket) {
		try (socket) {
			socket.setTcpNoDelay(true);
			DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
			boolean signedOn = this.signOnCode.isEmpty();
			while (true) {
				byte[] frame = this.channel.read(in);
				IsoMessage request = Iso8583Messages.parse(frame, this.header);
				if (request.getType() == 0x800) {
					signedOn = network(request, socket) || signedOn;
				}
				else if (request.getType() == 0x810) {
					this.echoReplies.incrementAndGet();
				}
				else if (signedOn) {
					purchase(request, socket);
				}
				else {
					return;
				}
			}
		}
		catch (IOException | RejectedExecutionException ex) {
			// The client has closed the connection, or the switch is closed.
		}
	}

	private boolean network(IsoMessage request, Socket socket) throws IOException {
		if (Iso8583Messages.text(request, Iso8583Messages.NETWORK_CODE).equals(SIGN_ON)) {
			answer(request, this.signOnCode, socket);
			return this.signOnCode.equals("00");
		}
		this.echoTests.incrementAndGet();
		answer(request, "00", socket);
		return false;
	}

	private void purchase(IsoMessage request, Socket socket) {
		boolean slow = Long.parseLong(Iso8583Messages.text(request, Iso8583Messages.AMOUNT)) == Iso8583Messages.SLOW;
		int millis = slow ? SLOW_MILLIS : ThreadLocalRandom.current().nextInt(MAX_MILLIS);
		this.answers.schedule(() -> {
			if (this.asking) {
				send(Iso8583Messages.echoTest(999_999), null, socket);
			}
			answer(request, "00", socket);
			return null;
		}, millis, TimeUnit.MILLISECONDS);
	}

	private void answer(IsoMessage request, String code, Socket socket) throws IOException {
		send(Iso8583Messages.answer(request, code), swapped(request.getBinaryIsoHeader()), socket);
	}

	private void send(IsoMessage message, byte[] tpdu, Socket socket) throws IOException {
		message.setBinaryIsoHeader(tpdu);
		ByteArrayOutputStream frame = new ByteArrayOutputStream();
		this.channel.write(message.writeData(), new DataOutputStream(frame));
		synchronized (socket) {
			socket.getOutputStream().write(frame.toByteArray());
		}
	}

	/** The sender of the request is the recipient of the reply. */
	private static byte[] swapped(byte[] tpdu) {
		return (tpdu != null) ? new byte[] { tpdu[0], tpdu[3], tpdu[4], tpdu[1], tpdu[2] } : null;
	}

}
