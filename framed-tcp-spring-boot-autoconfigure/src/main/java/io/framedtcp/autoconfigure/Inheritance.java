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

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Binds what a named client inherits: neither the server nor what would be half of
 * something that the client sets anew, such as the options of another framing.
 */
final class Inheritance implements BindHandler {

	private static final Set<String> NEVER = Set.of("host", "port", "addresses");

	/** Properties that, once a client sets them, take these groups with them. */
	private static final Map<String, List<String>> ANEW = Map.of("framing.type", List.of("framing", "reply-framing"),
			"reply-framing.type", List.of("reply-framing"), "matcher.length", List.of("matcher"));

	private final Set<ConfigurationPropertyName> without = new HashSet<>();

	/**
	 * Create a handler.
	 * @param root what is inherited from
	 * @param isOwn tells whether the client sets a property, named without a prefix
	 */
	Inheritance(ConfigurationPropertyName root, Predicate<String> isOwn) {
		NEVER.forEach((name) -> this.without.add(root.append(name)));
		ANEW.forEach((property, groups) -> {
			if (isOwn.test(property)) {
				groups.forEach((group) -> this.without.add(root.append(group)));
			}
		});
	}

	@Override
	public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target, BindContext context) {
		return this.without.contains(name) ? null : target;
	}

}
