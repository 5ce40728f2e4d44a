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

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpOperations;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Gets pages, each of which comes in several frames.
 */
@RecipeFor("AJP, Tomcat's port for web servers")
class AjpTests extends ServerContract<AjpServer> {

	private static final byte[] CPING = { 10 };

	private static final byte[] CPONG = { 9 };

	private static final int FORWARD_REQUEST = 2;

	private static final int GET = 2;

	private static final int SEND_BODY_CHUNK = 3;

	private static final int SEND_HEADERS = 4;

	private static final int END_RESPONSE = 5;

	private static final int END_OF_REQUEST = 0xff;

	AjpTests() {
		super(new AjpServer());
	}

	@Override
	byte[] request(int number) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		DataOutputStream request = new DataOutputStream(bytes);
		try {
			request.writeByte(FORWARD_REQUEST);
			request.writeByte(GET);
			for (String text : new String[] { "HTTP/1.1", path(number), "127.0.0.1", "localhost", "localhost" }) {
				writeString(request, text);
			}
			request.writeShort(80);
			request.writeBoolean(false);
			request.writeShort(0);
			request.writeByte(END_OF_REQUEST);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	@Override
	void check(byte[] reply, int number) {
		assertThat(new String(reply, StandardCharsets.UTF_8)).isEqualTo(path(number));
	}

	@Override
	void call(FramedTcpOperations template, int number) {
		check(template.execute((session) -> {
			assertThat(session.sendAndReceive(request(number))).startsWith(SEND_HEADERS);
			byte[] page = {};
			byte[] frame = session.receive();
			while (frame[0] != END_RESPONSE) {
				assertThat(frame).startsWith(SEND_BODY_CHUNK);
				ByteBuffer chunk = ByteBuffer.wrap(frame, 1, frame.length - 1);
				byte[] body = new byte[chunk.getShort()];
				chunk.get(body);
				page = ByteBuffer.allocate(page.length + body.length).put(page).put(body).array();
				frame = session.receive();
			}
			return page;
		}), number);
	}

	@Test
	void answersPing() {
		client().run(server().port(), (template, pool) -> assertThat(template.sendAndReceive(CPING)).isEqualTo(CPONG));
	}

	private String path(int number) {
		return "/pages/" + number;
	}

	private void writeString(DataOutputStream target, String text) throws IOException {
		target.writeShort(text.length());
		target.writeBytes(text);
		target.writeByte(0);
	}

}
