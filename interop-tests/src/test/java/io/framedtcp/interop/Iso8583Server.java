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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.jpos.core.ConfigurationException;
import org.jpos.core.SimpleConfiguration;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.ISOServer;
import org.jpos.iso.ISOSource;
import org.jpos.iso.channel.ASCIIChannel;
import org.jpos.iso.packager.ISO87APackager;

/**
 * A payment switch: jPOS's server. It approves each request after a random while, so
 * replies overtake each other. An amount of zero takes it longer.
 */
final class Iso8583Server implements Server {

	private static final int MAX_MILLIS = 20;

	private static final int SLOW_MILLIS = 600;

	private static final int AMOUNT = 4;

	private static final int RESPONSE_CODE = 39;

	private final int port = Ports.free();

	private final ISOServer server;

	private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);

	Iso8583Server() {
		try {
			this.server = new ISOServer(this.port, new ASCIIChannel(new ISO87APackager(), null), null);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.addISORequestListener(this::process);
		configure();
		Thread acceptor = new Thread(this.server, "iso-8583");
		acceptor.setDaemon(true);
		acceptor.start();
	}

	@Override
	public int port() {
		return this.port;
	}

	@Override
	public void close() {
		this.server.shutdown();
		this.threads.shutdownNow();
	}

	/** Without this it fails to shut down. */
	private void configure() {
		try {
			this.server.setConfiguration(new SimpleConfiguration());
		}
		catch (ConfigurationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private boolean process(ISOSource source, ISOMsg request) {
		boolean slow = Long.parseLong(request.getString(AMOUNT)) == 0;
		int millis = slow ? SLOW_MILLIS : ThreadLocalRandom.current().nextInt(MAX_MILLIS);
		this.threads.schedule(() -> approve(source, request), millis, TimeUnit.MILLISECONDS);
		return true;
	}

	private void approve(ISOSource source, ISOMsg request) {
		try {
			request.setResponseMTI();
			request.set(RESPONSE_CODE, "00");
			source.send(request);
		}
		catch (IOException | ISOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
