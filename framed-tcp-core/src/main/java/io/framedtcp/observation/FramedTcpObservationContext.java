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

package io.framedtcp.observation;

import java.util.LinkedHashMap;
import java.util.Map;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

import io.framedtcp.spi.ConnectionInfo;

/**
 * The context of an observed call. The client and the operation are known from the start.
 * The connection is set before the observation ends. A tracer writes its context into the
 * carrier, and a {@link TraceContextWriter} receives the carrier.
 */
public class FramedTcpObservationContext extends SenderContext<Map<String, String>> {

	private final String client;

	private final Operation operation;

	private @Nullable ConnectionInfo connection;

	private boolean retried;

	private long requestSize;

	private long replySize;

	/**
	 * Creates a context.
	 * @param client name of the client
	 * @param operation what the call does
	 */
	public FramedTcpObservationContext(String client, Operation operation) {
		super((carrier, name, value) -> {
			if (carrier != null) {
				carrier.put(name, value);
			}
		}, Kind.CLIENT);
		this.client = client;
		this.operation = operation;
		setCarrier(new LinkedHashMap<>());
		setRemoteServiceName(client);
	}

	/**
	 * Returns the name of the client.
	 * @return the name
	 */
	public String getClient() {
		return this.client;
	}

	/**
	 * Returns what the call does.
	 * @return its kind
	 */
	public Operation getOperation() {
		return this.operation;
	}

	/**
	 * Returns the connection that the call used last.
	 * @return the connection, or {@code null} if the call has none yet or got none
	 */
	public @Nullable ConnectionInfo getConnection() {
		return this.connection;
	}

	/**
	 * Returns whether the call needed more than one connection.
	 * @return whether it was repeated
	 */
	public boolean isRetried() {
		return this.retried;
	}

	/**
	 * Returns the size of all payloads to be sent.
	 * @return the number of bytes; 0 for a session
	 */
	public long getRequestSize() {
		return this.requestSize;
	}

	/**
	 * Returns the size of all payloads received.
	 * @return the number of bytes; 0 for a session, and if the call failed
	 */
	public long getReplySize() {
		return this.replySize;
	}

	/**
	 * Counts a payload that is sent.
	 * @param bytes its size
	 */
	public void addRequestSize(int bytes) {
		this.requestSize += bytes;
	}

	/**
	 * Counts a payload that was received.
	 * @param bytes its size
	 */
	public void addReplySize(int bytes) {
		this.replySize += bytes;
	}

	/**
	 * Sets the connection that the call used last.
	 * @param connection the connection, or {@code null} if it got none
	 */
	public void setConnection(@Nullable ConnectionInfo connection) {
		this.connection = connection;
	}

	/**
	 * Sets whether the call needed more than one connection.
	 * @param retried whether it was repeated
	 */
	public void setRetried(boolean retried) {
		this.retried = retried;
	}

	/**
	 * What a call does.
	 */
	public enum Operation {

		/**
		 * Sends a request and reads its reply.
		 */
		EXCHANGE,

		/**
		 * Sends a frame that has no reply.
		 */
		SEND,

		/**
		 * Sends several requests and reads their replies.
		 */
		BATCH,

		/**
		 * Lends a connection to a callback.
		 */
		SESSION

	}

}
