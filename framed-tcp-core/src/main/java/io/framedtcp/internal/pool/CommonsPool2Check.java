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

package io.framedtcp.internal.pool;

import org.apache.commons.pool2.PooledObject;

import io.framedtcp.internal.UnsupportedVersionException;

/**
 * Checks that Commons Pool2 is new enough. Builds often pin its version for another
 * library.
 */
final class CommonsPool2Check {

	private static final String NEEDED = "2.12";

	private CommonsPool2Check() {
	}

	/**
	 * Checks the version on the class path.
	 * @throws UnsupportedVersionException if it is too old
	 */
	static void requireSupported() {
		try {
			// New in 2.12. Called, not looked up, so that it works in a native image.
			PooledObject.isNull(null);
		}
		catch (NoSuchMethodError ex) {
			throw new UnsupportedVersionException("Commons Pool2",
					PooledObject.class.getPackage().getImplementationVersion(), NEEDED,
					"Use the version of org.apache.commons:commons-pool2 that Spring Boot manages: remove the version "
							+ "that the build sets, such as the property commons-pool2.version.");
		}
	}

}
