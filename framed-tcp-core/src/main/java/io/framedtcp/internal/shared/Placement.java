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
 * What has come of asking a shared connection for a place.
 */
enum Placement {

	/** The call has a place. */
	PLACED,

	/** All places are taken. */
	FULL,

	/** The frame does not fit in with those that are in flight. */
	TOO_MANY_BYTES,

	/** Calls have timed out in a row; there may be places once it has been pinged. */
	SUSPECT,

	/** Another call with the same key is outstanding. */
	KEY_IN_USE,

	/** The connection takes no new calls any more. */
	GONE

}
