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

package io.framedtcp.internal.shared;

/**
 * What has become of a call.
 */
enum CallState {

	/** It waits for a place. */
	WAITING,

	/** It has a place, and its key. */
	PLACED,

	/** Its frame waits to be written; nothing has been sent. */
	QUEUED,

	/** The writer has taken its frame; some of it may have been sent. */
	SENT,

	/** Its caller has gone; its reply is to be swallowed. */
	ORPHANED,

	/** Its reply is there, or for a frame without one, it has been written. */
	ANSWERED,

	/** Its caller has gone before anything was sent. */
	CANCELLED,

	/** Its connection has ended. */
	FAILED

}
