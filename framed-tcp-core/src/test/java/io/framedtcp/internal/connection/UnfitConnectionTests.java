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

package io.framedtcp.internal.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.framedtcp.config.ConnectionSettingsBuilder;
import io.framedtcp.config.ServerAddress;
import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.FrameWriter;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.route.Route;
import io.framedtcp.internal.route.RouteFailure;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.PayloadRedactor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections that {@link LivenessCheck} refuses to lend, and the reason that each is
 * closed for.
 */
class UnfitConnectionTests {

	private static final String CLIENT = "unfit";

	private static final Route OTHER = new Route(new ServerAddress("127.0.0.2", 9),
			new InetSocketAddress("127.0.0.2", 9));

	/** Held here, or the level that is set may be lost. */
	private final Logger wireLog = Logger.getLogger("io.framedtcp.wire." + CLIENT);

	private final Level levelBefore = this.wireLog.getLevel();

	@Test
	void reusedConnectionToASilentRouteIsEvictedWhileAnotherRouteMayAnswer() throws Exception {
		try (NotifiedConnection connection = openWithASecondAddress()) {
			fail(connection, own(connection));
			assertThat(connection.mayBeKept()).isTrue();
			assertThat(connection.mayBeLent(Deadline.never())).isFalse();
			assertThat(connection.get().closeReason()).isEqualTo(CloseReason.EVICTED);
		}
	}

	@Test
	void newConnectionToASilentRouteIsLent() throws Exception {
		try (NotifiedConnection connection = openWithASecondAddress()) {
			fail(connection, own(connection));
			assertThat(connection.mayBeLent(Deadline.never())).isTrue();
		}
	}

	@Test
	void reusedConnectionToASilentRouteIsLentIfTheOtherRouteHasFailedToo() throws Exception {
		try (NotifiedConnection connection = openWithASecondAddress()) {
			fail(connection, own(connection));
			fail(connection, OTHER);
			assertThat(connection.mayBeKept()).isTrue();
			assertThat(connection.mayBeLent(Deadline.never())).isTrue();
			assertThat(connection.get().closeReason()).isNull();
		}
	}

	@Test
	void errorOfTheFramingWhileDrainingCountsAsAFailedTest() throws Exception {
		try (NotifiedConnection connection = open((settings) -> settings.framing(new FailingFraming())
			.unexpectedBytes(new UnexpectedBytesPolicy(1, NotifiedConnection.NOTICE.length())))) {
			connection.notice();
			assertThat(connection.mayBeLent(Deadline.never())).isFalse();
			assertThat(connection.get().closeReason()).isEqualTo(CloseReason.BROKEN);
		}
	}

	@Test
	void redactorThatHangsOverUnexpectedBytesIsInterruptedAtTheDeadline(@TempDir Path directory) throws Exception {
		AtomicBoolean called = new AtomicBoolean();
		AtomicBoolean interrupted = new AtomicBoolean();
		this.wireLog.setUseParentHandlers(false);
		this.wireLog.setLevel(Level.FINEST);
		try (NotifiedConnection connection = openWithJdkLogging(directory, (info, sent, payload) -> {
			called.set(true);
			try {
				new CountDownLatch(1).await(2, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				interrupted.set(true);
			}
			return payload;
		})) {
			connection.notice();
			assertThat(connection.mayBeLent(Deadline.after(Duration.ofMillis(50)))).isFalse();
			assertThat(called).as("frames are logged").isTrue();
			assertThat(interrupted).isTrue();
			assertThat(connection.get().closeReason()).isEqualTo(CloseReason.TIMED_OUT);
			assertThat(Thread.interrupted()).isFalse();
		}
		finally {
			this.wireLog.setLevel(this.levelBefore);
			this.wireLog.setUseParentHandlers(true);
		}
	}

	/**
	 * Opens a connection whose frames are logged. Commons Logging would take SLF4J, which
	 * has no provider here. It looks for its properties in the context class loader.
	 */
	private static NotifiedConnection openWithJdkLogging(Path directory, PayloadRedactor redactor) throws IOException {
		Files.writeString(directory.resolve("commons-logging.properties"),
				LogFactory.FACTORY_PROPERTY + "=" + LogFactory.FACTORY_DEFAULT + "\n");
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		try (URLClassLoader loader = new URLClassLoader(new URL[] { directory.toUri().toURL() }, before)) {
			thread.setContextClassLoader(loader);
			return open((settings) -> settings.payloadRedactor(redactor));
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	private static NotifiedConnection openWithASecondAddress() throws IOException {
		// Nobody connects to it.
		return open((settings) -> settings.address(OTHER.server()));
	}

	private static NotifiedConnection open(Consumer<ConnectionSettingsBuilder> settings) throws IOException {
		return new NotifiedConnection(CLIENT, settings);
	}

	private static void fail(NotifiedConnection connection, Route route) {
		connection.opener().reachability().failedRoutes().failed(route, RouteFailure.SILENT, "answers nothing");
	}

	private static Route own(NotifiedConnection connection) {
		return connection.get().socket().route();
	}

	private static final class FailingFraming implements Framing {

		@Override
		public void encode(byte[] payload, FrameWriter out) {
			LengthFieldFraming.builder().build().encode(payload, out);
		}

		@Override
		public byte[] decode(FrameReader in) {
			throw new NoClassDefFoundError("made up");
		}

	}

}
