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

package io.framedtcp.test;

/**
 * A point of an exchange, at which a {@link Fault} can be injected. An exchange is a
 * request and its reply, numbered from 1 on each connection.
 */
public enum Point {

	/**
	 * The connection has been accepted, and nothing been read from it.
	 */
	ON_ACCEPT,

	/**
	 * The first byte of the request has come, and the server has not read the request.
	 */
	BEFORE_REQUEST,

	/**
	 * The server has read the header of the request and half of its payload; or the first
	 * byte of the payload, if the frame does not announce its length. A request without
	 * payload has no such point.
	 */
	MID_REQUEST,

	/**
	 * The request has been read and recorded, the reply is known, and no byte of it
	 * written.
	 */
	BEFORE_REPLY,

	/**
	 * Half of the reply's header has been written, or of what begins a frame. A header of
	 * less than two bytes has no such point.
	 */
	MID_HEADER,

	/**
	 * The reply's header and half of its payload have been written. A payload of less
	 * than two bytes has no such point.
	 */
	MID_PAYLOAD,

	/**
	 * The whole reply has been written, and nothing else been done.
	 */
	AFTER_REPLY,

	/**
	 * The exchange is over, and nothing has come from the client for about 20 ms. A
	 * connection on which there was no exchange counts only for
	 * {@link FaultInjection#onExchange(int) onExchange(0)}.
	 */
	WHILE_IDLE;

	/**
	 * Returns whether the request is known here.
	 * @return {@code false} if it has not been read yet
	 */
	boolean knowsRequest() {
		return compareTo(MID_REQUEST) > 0;
	}

	/**
	 * Returns whether bytes written here belong to a reply that is being written.
	 * @return whether they should go out together with it
	 */
	boolean isAtReply() {
		return this == BEFORE_REPLY || this == MID_HEADER || this == MID_PAYLOAD || this == AFTER_REPLY;
	}

}
