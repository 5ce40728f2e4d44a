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

package io.framedtcp.benchmarks.peer;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;

import io.framedtcp.FramedTcpTemplate;

/**
 * The same as {@link FramedTcpClient} for any version of this library that has these
 * methods of the template and its builder: a {@link VersionLoader} loads this class once
 * for each version. Calls are direct. Settings are found by their names, as their types
 * may have moved from one package to another.
 */
public final class VersionClient implements LibraryClient {

	/** A thousand sessions, one inside the other. */
	private static final long STACK_BYTES = 64L * 1024 * 1024;

	private final FramedTcpTemplate template;

	/**
	 * Create a client.
	 * @param target what to talk to
	 */
	public VersionClient(Target target) {
		Map<String, Object> connection = new HashMap<>();
		connection.put("connectTimeout", Target.ACQUIRE_TIMEOUT);
		connection.put("maxFrameSize", Math.max(1024 * 1024, target.maxFrame()));
		SSLContext tls = target.tls();
		if (tls != null) {
			connection.put("tls", tls);
		}
		this.template = FramedTcpTemplate.builder(Target.HOST, target.port())
			.responseTimeout(Target.RESPONSE_TIMEOUT)
			.connection(settings(connection))
			.pool(settings(Map.of("maxTotal", target.connections(), "acquireTimeout", Target.ACQUIRE_TIMEOUT)))
			.build();
	}

	@Override
	public byte[] exchange(byte[] request) {
		return this.template.sendAndReceive(request);
	}

	@Override
	public List<byte[]> exchangeAll(List<byte[]> requests) {
		return this.template.sendAndReceiveAll(requests);
	}

	@Override
	public void openIdle(int number) throws IOException, InterruptedException {
		FutureTask<Boolean> sessions = new FutureTask<>(() -> openSessions(number), true);
		new Thread(null, sessions, "sessions", STACK_BYTES).start();
		try {
			sessions.get();
		}
		catch (ExecutionException ex) {
			throw new IOException("Not all of " + number + " connections could be opened", ex);
		}
	}

	@Override
	public void close() {
		this.template.close();
	}

	/**
	 * Open sessions inside each other. Each has a connection, which is idle when the
	 * session has ended.
	 * @param number how many
	 */
	private void openSessions(int number) {
		if (number > 0) {
			this.template.execute((session) -> {
				openSessions(number - 1);
				return true;
			});
		}
	}

	private static <T> Consumer<T> settings(Map<String, Object> values) {
		return (builder) -> values.forEach((name, value) -> set(builder, name, value));
	}

	private static void set(Object builder, String name, Object value) {
		try {
			for (Method method : builder.getClass().getMethods()) {
				if (method.getName().equals(name) && method.getParameterCount() == 1) {
					method.invoke(builder, argument(method.getParameterTypes()[0], value));
					return;
				}
			}
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("'" + name + "' cannot be set in " + builder.getClass(), ex);
		}
		throw new IllegalStateException("No '" + name + "' in " + builder.getClass());
	}

	private static Object argument(Class<?> type, Object value) throws ReflectiveOperationException {
		return (value instanceof SSLContext) ? type.getMethod("of", SSLContext.class).invoke(null, value) : value;
	}

}
