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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

import org.jsmpp.PDUStringException;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.SubmitSm;
import org.jsmpp.session.BindRequest;
import org.jsmpp.session.SMPPServerSession;
import org.jsmpp.session.SMPPServerSessionListener;
import org.jsmpp.session.ServerMessageReceiverListener;
import org.jsmpp.session.SubmitSmResult;
import org.jsmpp.util.MessageId;

/**
 * A message centre: jSMPP's server. The id that it gives a message is what the message
 * says. A message with "slow" in it takes it a while; others overtake it.
 */
final class SmppServer implements Server {

	private static final int BIND_MILLIS = 5000;

	private static final long SLOW_NANOS = 600_000_000;

	private static final int INVALID_PASSWORD = 0x0e;

	private final Duration patience;

	private final SMPPServerSessionListener listener;

	private final Queue<SMPPServerSession> sessions = new ConcurrentLinkedQueue<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	/**
	 * Start a message centre.
	 * @param patience after what silence it asks whether the client is still there
	 */
	SmppServer(Duration patience) {
		this.patience = patience;
		try {
			this.listener = new SMPPServerSessionListener(Ports.free());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.listener.setMessageReceiverListener((ServerMessageReceiverListener) Proxy.newProxyInstance(
				getClass().getClassLoader(), new Class<?>[] { ServerMessageReceiverListener.class },
				(proxy, method, arguments) -> accept((SubmitSm) arguments[0])));
		this.threads.execute(this::acceptSessions);
	}

	@Override
	public int port() {
		return this.listener.getPort();
	}

	@Override
	public void closeConnections(Relay relay) {
		closeSessions();
	}

	@Override
	public void close() {
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		closeSessions();
		this.threads.shutdownNow();
	}

	private SubmitSmResult accept(SubmitSm message) throws PDUStringException {
		String text = new String(message.getShortMessage());
		if (text.contains("slow")) {
			LockSupport.parkNanos(SLOW_NANOS);
		}
		return new SubmitSmResult(new MessageId(text), new OptionalParameter[0]);
	}

	private void closeSessions() {
		this.sessions.forEach(SMPPServerSession::close);
	}

	private void acceptSessions() {
		try {
			while (true) {
				SMPPServerSession session = this.listener.accept();
				this.sessions.add(session);
				this.threads.execute(() -> bind(session));
			}
		}
		catch (IOException ex) {
			// It has been closed.
		}
	}

	private void bind(SMPPServerSession session) {
		try {
			BindRequest request = session.waitForBind(BIND_MILLIS);
			session.setEnquireLinkTimer((int) this.patience.toMillis());
			if ("secret".equals(request.getPassword())) {
				request.accept("centre");
			}
			else {
				request.reject(INVALID_PASSWORD);
			}
		}
		catch (IOException | TimeoutException | PDUStringException ex) {
			session.close();
		}
	}

}
