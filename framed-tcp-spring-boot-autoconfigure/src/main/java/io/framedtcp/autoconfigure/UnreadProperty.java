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

import org.jspecify.annotations.Nullable;
import org.springframework.boot.origin.Origin;

/**
 * A property or variable that is set, and that nothing reads.
 *
 * @param name its name
 * @param origin where it is set, if known
 * @param meant the name that was probably meant, if there is one
 */
record UnreadProperty(String name, @Nullable Origin origin, @Nullable String meant) {

	@Override
	public String toString() {
		return this.name + ((this.origin != null) ? " (" + this.origin + ")" : "")
				+ ((this.meant != null) ? ": did you mean " + this.meant + "?" : "");
	}

}
