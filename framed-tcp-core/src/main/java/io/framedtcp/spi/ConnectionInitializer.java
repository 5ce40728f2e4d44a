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

package io.framedtcp.spi;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Predicate;

import io.framedtcp.framing.DelimiterFraming;
import io.framedtcp.framing.Framing;
import io.framedtcp.internal.Checks;
import io.framedtcp.internal.SetupFailedException;

/**
 * Prepares each new connection before its first exchange. It sends a preamble, logs in,
 * or reads the greeting of a server that speaks first. Example of a login:
 * <pre class="code">
 * ConnectionInitializer login = (connection) -&gt; {
 *     byte[] answer = connection.exchange(logon("user", "secret"));
 *     if (answer[0] != 0) {
 *         throw new IOException("the server refused to log us in with code " + answer[0]);
 *     }
 * };
 * </pre>
 * <p>
 * <b>Time.</b> Initializing is part of connecting. It must end within the connect
 * time-out, and by the deadline of the caller who needs the connection. While another
 * address is left to be tried, it has half of the time that remains. When its time is
 * over, or the client is closed, the client closes the connection and interrupts the
 * thread. Whatever the initializer waits for must heed the interrupt.
 * <p>
 * <b>Failures.</b> If the initializer throws, the client closes the connection and tries
 * the next address. The exception that the caller gets has the initializer's exception as
 * its cause. The same happens if a method of the {@link InitializerContext} failed and
 * the initializer swallowed the failure. A
 * {@linkplain ConnectFailedException#getSummary() summary} for health reports has the
 * class of the exception only.
 * <p>
 * After each failed initializer the client waits longer before it tries again by itself,
 * up to 16 seconds. Repeated logins could lock an account.
 * <p>
 * Bytes that the initializer leaves unread are
 * {@linkplain io.framedtcp.config.ConnectionSettings#unexpectedBytes() unexpected}.
 * <p>
 * Implementations must be safe for use by many threads, each with its own connection.
 */
@FunctionalInterface
public interface ConnectionInitializer {

	/**
	 * Prepare a connection.
	 * @param connection the connection, of use only until this returns
	 * @throws IOException if the connection cannot be used, be it that it fails or that
	 * the server refuses
	 */
	void initialize(InitializerContext connection) throws IOException;

	/**
	 * Do this first, and then more.
	 * @param next what to do when this is done
	 * @return an initializer that does both
	 */
	default ConnectionInitializer andThen(ConnectionInitializer next) {
		Objects.requireNonNull(next, "'next' must not be null");
		return (connection) -> {
			initialize(connection);
			next.initialize(connection);
		};
	}

	/**
	 * Send bytes that are no frame, as some protocols begin with.
	 * @param bytes the bytes
	 * @return an initializer that sends them and waits for nothing
	 */
	static ConnectionInitializer preamble(byte[] bytes) {
		byte[] preamble = bytes.clone();
		return (connection) -> connection.writeBytes(preamble);
	}

	/**
	 * Waits for bytes that are no frame.
	 * @param bytes what the server has to send
	 * @return an initializer that fails if others come
	 */
	static ConnectionInitializer expectBytes(byte[] bytes) {
		byte[] expected = bytes.clone();
		return (connection) -> {
			int mismatch = Arrays.mismatch(connection.readBytes(expected.length), expected);
			if (mismatch >= 0) {
				// Neither is shown: a shared secret may be expected.
				throw new SetupFailedException("the server did not send the " + expected.length
						+ " bytes that were expected: the first that differs is at index " + mismatch);
			}
		};
	}

	/**
	 * Reads the greeting of a server that speaks first: one frame.
	 * @return an initializer that accepts any frame
	 */
	static ConnectionInitializer greeting() {
		return InitializerContext::receive;
	}

	/**
	 * Sends a frame and waits for nothing.
	 * @param payload the payload of the frame
	 * @return an initializer that sends it
	 */
	static ConnectionInitializer send(byte[] payload) {
		byte[] copy = payload.clone();
		return (connection) -> connection.send(copy);
	}

	/**
	 * Waits for a number of bytes, without framing.
	 * @param count the number of bytes, at least 1 and at most the maximum frame size
	 * @param beginning the bytes that must come first; empty to accept any
	 * @return an initializer that fails if others come
	 */
	static ConnectionInitializer read(int count, byte[] beginning) {
		return read(count, ExpectedAnswer.beginningWith(beginning));
	}

	/**
	 * Waits for a number of bytes, without framing.
	 * @param count the number of bytes, at least 1 and at most the maximum frame size
	 * @param expected checks the bytes
	 * @return an initializer that fails if others come
	 */
	static ConnectionInitializer read(int count, ExpectedAnswer expected) {
		Checks.check(count >= 1, "'count' must be at least 1");
		Checks.check(expected.minSize() <= count, "'beginning' must not be longer than 'count'");
		return (connection) -> expected.check(connection.readBytes(count), count + " bytes came");
	}

	/**
	 * Waits for bytes up to and including an end, such as a line of text from a server
	 * that otherwise speaks in binary frames.
	 * @param end the bytes that end what the server sends, at least one
	 * @param beginning the bytes that must come first; empty to accept any
	 * @return an initializer that fails if something else comes
	 */
	static ConnectionInitializer readUntil(byte[] end, byte[] beginning) {
		return readUntil(end, ExpectedAnswer.beginningWith(beginning));
	}

	/**
	 * Waits for bytes up to and including an end.
	 * @param end the bytes that end what the server sends, at least one
	 * @param expected checks the bytes before the end
	 * @return an initializer that fails if something else comes
	 */
	static ConnectionInitializer readUntil(byte[] end, ExpectedAnswer expected) {
		Objects.requireNonNull(expected, "'expected' must not be null");
		Framing ended = DelimiterFraming.endingWith(end);
		return (connection) -> {
			byte[] bytes = connection.receive(ended);
			expected.check(bytes, bytes.length + " bytes and their end came");
		};
	}

	/**
	 * Waits for a frame.
	 * @param beginning the first bytes of its payload; empty to accept any frame
	 * @return an initializer that fails if another comes
	 */
	static ConnectionInitializer receive(byte[] beginning) {
		return receive(ExpectedAnswer.beginningWith(beginning));
	}

	/**
	 * Waits for a frame.
	 * @param expected checks its payload
	 * @return an initializer that fails if another comes
	 */
	static ConnectionInitializer receive(ExpectedAnswer expected) {
		Objects.requireNonNull(expected, "'expected' must not be null");
		return (connection) -> {
			byte[] frame = connection.receive();
			expected.check(frame, "a frame of " + frame.length + " bytes came");
		};
	}

	/**
	 * Waits for a frame that begins with certain bytes, and skips the frames before it.
	 * @param beginning the first bytes of its payload, at least one
	 * @return an initializer that reads frames up to this one
	 */
	static ConnectionInitializer receiveUntil(byte[] beginning) {
		ExpectedAnswer last = ExpectedAnswer.beginningWith(beginning);
		Checks.check(last.minSize() != 0, "'beginning' must not be empty");
		return (connection) -> {
			byte[] frame = connection.receive();
			while (!last.isMet(frame)) {
				frame = connection.receive();
			}
		};
	}

	/**
	 * Send a frame and wait for its answer.
	 * @param payload the payload of the frame
	 * @param accepted returns whether the payload of the answer accepts the login
	 * @return an initializer that fails if it has not
	 */
	static ConnectionInitializer login(byte[] payload, Predicate<byte[]> accepted) {
		byte[] login = payload.clone();
		Objects.requireNonNull(accepted, "'accepted' must not be null");
		return (connection) -> {
			byte[] answer = connection.exchange(login);
			if (!accepted.test(answer)) {
				// Its bytes would be shown wherever failures are.
				throw new SetupFailedException(
						"the server refused the login with an answer of " + answer.length + " bytes");
			}
		};
	}

	/**
	 * Sends a frame and compares the beginning of its answer. If the login fails, the
	 * exception shows the bytes up to the first one that differs. A health report shows
	 * its index only.
	 * @param payload the payload of the frame
	 * @param reply the bytes that the payload of an accepting answer begins with, at
	 * least one
	 * @return an initializer that fails if the answer begins with others
	 */
	static ConnectionInitializer login(byte[] payload, byte[] reply) {
		byte[] login = payload.clone();
		byte[] expected = reply.clone();
		Checks.check(expected.length != 0, "'reply' must not be empty");
		return (connection) -> {
			byte[] answer = connection.exchange(login);
			int mismatch = Arrays.mismatch(answer, expected);
			if (mismatch >= 0 && mismatch < expected.length) {
				throw SetupFailedException.loginRefused(answer, mismatch);
			}
		};
	}

}
