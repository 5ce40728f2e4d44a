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

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * Values that belong to one connection while it is open, such as a session id, a token or
 * a counter. A {@link ConnectionInitializer} sets them. Matchers, handlers, pings,
 * sessions and {@linkplain RequestStamper stampers} read them, and may change them.
 * Nobody sees the attributes of another connection. <pre class="code">
 * static final Key&lt;String&gt; TOKEN = Key.of("token", String.class);
 *
 * ConnectionInitializer login = (connection) -&gt; connection.attributes()
 *     .set(TOKEN, tokenOf(connection.exchange(LOGIN)));
 *
 * RequestStamper stamper = (attributes, payload) -&gt; withToken(payload, attributes.require(TOKEN));
 * </pre>
 * <p>
 * Safe for use by many threads.
 */
public final class ConnectionAttributes {

	/** Made with the first value: most connections have none. */
	private volatile @Nullable Map<Key<?>, Object> values;

	/**
	 * Returns an attribute.
	 * @param key which one
	 * @param <T> the type of its value
	 * @return the value, or {@code null} if it is not set
	 */
	public <T> @Nullable T get(Key<T> key) {
		Map<Key<?>, Object> values = this.values;
		Object value = (values != null) ? values.get(key) : null;
		return (value != null) ? key.type.cast(value) : null;
	}

	/**
	 * Returns an attribute that must be set.
	 * @param key which one
	 * @param <T> the type of its value
	 * @return the value
	 * @throws IllegalStateException if it is not set
	 */
	public <T> T require(Key<T> key) {
		T value = get(key);
		if (value == null) {
			throw new IllegalStateException("The connection has no attribute '" + key.name + "'");
		}
		return value;
	}

	/**
	 * Sets an attribute.
	 * @param key which one
	 * @param value its value
	 * @param <T> the type of the value
	 */
	public <T> void set(Key<T> key, T value) {
		values().put(key, Objects.requireNonNull(value, "'value' must not be null"));
	}

	/**
	 * Replaces the value of an attribute by the next one, such as the next number of a
	 * counter. The change is atomic.
	 * @param key which one
	 * @param initial the new value if none is set
	 * @param next returns the new value for the present one
	 * @param <T> the type of the value
	 * @return the new value
	 */
	public <T> T update(Key<T> key, T initial, UnaryOperator<T> next) {
		Objects.requireNonNull(initial, "'initial' must not be null");
		Object value = values().compute(key, (same, before) -> {
			if (before == null) {
				return initial;
			}
			return Objects.requireNonNull(next.apply(key.type.cast(before)), "'next' must not return null");
		});
		return key.type.cast(value);
	}

	/**
	 * Removes an attribute.
	 * @param key which one
	 */
	public void remove(Key<?> key) {
		Map<Key<?>, Object> values = this.values;
		if (values != null) {
			values.remove(key);
		}
	}

	private Map<Key<?>, Object> values() {
		Map<Key<?>, Object> values = this.values;
		if (values == null) {
			synchronized (this) {
				values = this.values;
				if (values == null) {
					values = new ConcurrentHashMap<>();
					this.values = values;
				}
			}
		}
		return values;
	}

	/**
	 * Identifies an attribute. A key equals only itself, so keep it in a constant.
	 *
	 * @param <T> the type of the attribute's value
	 */
	public static final class Key<T> {

		private final String name;

		private final Class<T> type;

		private Key(String name, Class<T> type) {
			this.name = Objects.requireNonNull(name, "'name' must not be null");
			this.type = Objects.requireNonNull(type, "'type' must not be null");
		}

		/**
		 * Creates a key.
		 * @param name name of the attribute, for messages
		 * @param type the type of its value, not a primitive type
		 * @param <T> the same type
		 * @return the key
		 */
		public static <T> Key<T> of(String name, Class<T> type) {
			return new Key<>(name, type);
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
