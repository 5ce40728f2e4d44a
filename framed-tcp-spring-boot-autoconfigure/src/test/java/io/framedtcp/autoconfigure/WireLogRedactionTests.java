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

package io.framedtcp.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpClosedException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpWrongReplyException;
import io.framedtcp.spi.PayloadRedactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what the wire log does not show.
 */
class WireLogRedactionTests extends AbstractWireLogTests {

	@Test
	void redactorSaysWhatIsShownBehindTheHeader() {
		PayloadRedactor redactor = (connection, sent, payload) -> {
			payload[0] = '*';
			return sent ? payload : new byte[0];
		};
		try (FramedTcpTemplate template = builder().connection((settings) -> settings.payloadRedactor(redactor))
			.build()) {
			assertThat(template.sendAndReceive("4711".getBytes())).startsWith("the reply".getBytes());
		}
		assertThat(line(0)).contains("sent 8 bytes").endsWith("  ....*711");
		assertThat(line(1)).containsPattern("received 30 bytes\n  0000  00 00 00 1a +\\.\\.\\.\\.$");
		assertThat(this.server.executions("4711".getBytes())).isOne();
	}

	@Test
	void redactorThatFailsShowsNothingAndDoesNoHarm() {
		try (FramedTcpTemplate template = builder().connection((settings) -> settings.payloadRedactor((c, s, p) -> {
			throw new IllegalStateException("no such field in " + new String(p));
		})).build()) {
			assertThat(template.sendAndReceive("secret".getBytes())).hasSize(26);
		}
		assertThat(lines()).hasSize(2).noneMatch((line) -> line.contains("secret") || line.contains("73 65"));
		assertThat(line(0)).contains("sent 6 bytes of payload, which cannot be shown");
		assertThat(this.appender.list.get(0).getThrowableProxy().getMessage())
			.isEqualTo(IllegalStateException.class.getName());
		assertThat(this.appender.list.get(0).getThrowableProxy().getStackTraceElementProxyArray()[0].toString())
			.contains("WireLogRedactionTests");
	}

	@Test
	@SuppressWarnings("try")
	void redactorThatHangsDoesNotHoldUpClosing() throws Exception {
		CountDownLatch hanging = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		ExecutorService caller = Executors.newSingleThreadExecutor();
		try (FramedTcpTemplate template = builder()
			.connection((settings) -> settings.payloadRedactor((connection, sent, payload) -> {
				hanging.countDown();
				awaitStubbornly(release);
				return payload;
			}))
			.pool((pool) -> pool.closeTimeout(Duration.ofMillis(300)))
			.build()) {
			Future<byte[]> call = caller.submit(() -> template.sendAndReceive(new byte[6], Duration.ofSeconds(60)));
			assertThat(hanging.await(10, TimeUnit.SECONDS)).isTrue();
			long start = System.nanoTime();
			template.close();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1300));
			Awaitility.await().until(() -> this.server.open() == 0);
			assertThat(call.isDone()).isFalse();
			release.countDown();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> call.get(10, TimeUnit.SECONDS))
				.withCauseInstanceOf(FramedTcpClosedException.class);
		}
		finally {
			release.countDown();
			caller.shutdown();
		}
	}

	@Test
	void nothingButSizesAndHeadersIsShownIfSoDesired() {
		try (FramedTcpTemplate template = builder()
			.connection((settings) -> settings.payloadRedactor(PayloadRedactor.nothingShown()))
			.build()) {
			template.sendAndReceive(new byte[6]);
		}
		assertThat(lines()).hasSize(2)
			.allSatisfy((line) -> assertThat(line).containsPattern(" bytes\n  0000  00 00 00 [01][6a] +\\.{4}$"));
	}

	@Test
	void nobodyIsAskedWhileTheLogIsOff() {
		this.logger.setLevel(Level.DEBUG);
		try (FramedTcpTemplate template = builder().connection((settings) -> settings.payloadRedactor((c, s, p) -> {
			throw new AssertionError("asked");
		})).build()) {
			template.sendAndReceive(new byte[6]);
		}
		assertThat(lines()).isEmpty();
	}

	@Test
	void whatAMatcherThrowsIsNotShown() {
		try (FramedTcpTemplate template = builder().matcher((request, frame) -> {
			throw new IllegalStateException("no such field in " + new String(frame));
		}).connection((settings) -> settings.payloadRedactor(PayloadRedactor.nothingShown())).build()) {
			assertThatExceptionOfType(FramedTcpWrongReplyException.class)
				.isThrownBy(() -> template.sendAndReceive("1".getBytes()));
		}
		assertThat(lines()).noneMatch((line) -> line.contains("the reply, of"));
		assertThat(line(2)).contains("] read failed: ").endsWith("WrongReplyException");
		assertThat(line(3)).endsWith("] closed: wrong reply");
	}

	private static void awaitStubbornly(CountDownLatch release) {
		boolean waiting = true;
		while (waiting) {
			try {
				release.await(40, TimeUnit.SECONDS);
				waiting = false;
			}
			catch (InterruptedException ex) {
				// As code that heeds no interrupt.
			}
		}
	}

}
