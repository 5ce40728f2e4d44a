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

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.internal.Deadline;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ExchangeMatcher.Verdict;
import io.framedtcp.support.Callers;
import io.framedtcp.support.Leases;
import io.framedtcp.test.Fault;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.Point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What a caller and the pool are told of a connection that another thread has closed
 * during an exchange: at its deadline, or since the client is closed.
 */
@SuppressWarnings("try")
class CutShortTests {

	private static final byte[] PAYLOAD = { 1, 2, 3 };

	/** More than the kernel takes from a server that does not read. */
	private static final int MUCH = 64 * 1024 * 1024;

	private final ClosedConnections closedConnections = new ClosedConnections();

	private final FramedTcpServer server = FramedTcpServer.echo();

	private FramedTcpTemplate template;

	@AfterEach
	void close() {
		if (this.template != null) {
			this.template.close();
		}
		this.server.close();
	}

	@Test
	void connectionThatIsClosedAtTheDeadlineWhileItsReplyIsJudgedHasTimedOutAndIsNotKept() throws Exception {
		this.template = template((builder) -> builder.matcher(this::judgeTheFirstSlowly));
		Throwable failure = catchThrowable(() -> this.template.sendAndReceive(PAYLOAD, Duration.ofMillis(300)));
		// It is the reply, or what came too late.
		assertThat(failure).satisfiesAnyOf((none) -> assertThat(none).isNull(),
				(late) -> assertThat(late).isInstanceOf(FramedTcpTimeoutException.class));
		assertThat(this.template.getPool().counts().idle()).isZero();
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.TIMED_OUT);
		assertThat(this.template.sendAndReceive(PAYLOAD)).isEqualTo(PAYLOAD);
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.TIMED_OUT);
	}

	@Test
	void requestIsMaybeSentIfTheDeadlineCutsItsWriteShort() throws Exception {
		this.template = templateOfAServerThatDoesNotRead();
		FramedTcpTimeoutException failure = catchThrowableOfType(FramedTcpTimeoutException.class,
				() -> this.template.send(new byte[MUCH], Duration.ofMillis(300)));
		assertThat(failure.getPhase()).isEqualTo(Phase.WRITE);
		assertThat(failure.isRequestMaybeSent()).isTrue();
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.TIMED_OUT);
	}

	@Test
	void requestIsMaybeSentIfTheCloseOfTheClientCutsItsWriteShort() throws Exception {
		this.template = templateOfAServerThatDoesNotRead();
		try (Callers callers = new Callers()) {
			Future<FramedTcpException> caller = callers.call(() -> catchThrowableOfType(FramedTcpException.class,
					() -> this.template.idempotent().send(new byte[MUCH])));
			Awaitility.await().until(() -> this.template.getPool().connections().traffic().bytesSent() > 0);
			this.template.close();
			assertThat(Callers.get(caller)).isInstanceOf(FramedTcpClosedException.class)
				.satisfies((ex) -> assertThat(ex.isRequestMaybeSent()).isTrue());
		}
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.POOL_CLOSED);
	}

	/**
	 * Judge a reply only when the server has seen the connection closed, however often
	 * the thread is interrupted meanwhile.
	 * @param request the request
	 * @param frame its reply
	 * @return that it is the reply
	 */
	private Verdict judgeTheFirstSlowly(byte[] request, byte[] frame) {
		if (this.server.accepted() == 1) {
			long giveUpAt = System.nanoTime() + Duration.ofSeconds(10).toNanos();
			while (this.server.open() > 0 && System.nanoTime() < giveUpAt) {
				Thread.onSpinWait();
			}
		}
		return Verdict.MATCH;
	}

	private FramedTcpTemplate templateOfAServerThatDoesNotRead() throws Exception {
		this.server.inject(Fault.refuseToRead()).always().at(Point.BEFORE_REQUEST);
		return template((builder) -> builder.connection((connection) -> connection.maxFrameSize(2 * MUCH)));
	}

	private FramedTcpTemplate template(Consumer<FramedTcpTemplateBuilder> change) throws Exception {
		FramedTcpTemplateBuilder builder = FramedTcpTemplate.builder(this.server.host(), this.server.port())
			.pool((pool) -> pool.closeTimeout(Duration.ZERO))
			.listener(this.closedConnections);
		change.accept(builder);
		FramedTcpTemplate template = builder.build();
		// So that the deadline is not used up by connecting.
		Leases.acquire(template, Deadline.never()).close();
		return template;
	}

}
