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

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * Documents the observations and their default keys.
 */
public enum FramedTcpObservationDocumentation implements ObservationDocumentation {

	/**
	 * One call of a template, from the wait for a connection to the reply. It includes
	 * all attempts of a repeated call.
	 */
	EXCHANGE {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultFramedTcpObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return LowCardinalityKeyNames.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HighCardinalityKeyNames.values();
		}

	};

	/**
	 * Keys with few values. They tag timers and spans.
	 */
	public enum LowCardinalityKeyNames implements KeyName {

		/**
		 * Name of the client.
		 */
		CLIENT("client"),

		/**
		 * What the call does: {@code exchange}, {@code send}, {@code batch} or
		 * {@code session}.
		 */
		OPERATION("operation"),

		/**
		 * Simple name of the exception's class, or {@code none}.
		 */
		EXCEPTION("exception"),

		/**
		 * Whether the call was repeated: {@code true} or {@code false}.
		 */
		RETRIED("retried");

		private final String key;

		LowCardinalityKeyNames(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Keys with many values. They tag spans only.
	 */
	public enum HighCardinalityKeyNames implements KeyName {

		/**
		 * IP address of the server, or its name if a proxy resolves it; {@code none}
		 * without a connection.
		 */
		SERVER_ADDRESS("server.address"),

		/**
		 * TCP port of the server, or {@code none}.
		 */
		SERVER_PORT("server.port"),

		/**
		 * Number of the connection within the client, as in the logs, or {@code none}.
		 */
		CONNECTION_ID("framedtcp.connection.id"),

		/**
		 * Bytes of the payloads to be sent; 0 for a session.
		 */
		REQUEST_SIZE("framedtcp.request.size"),

		/**
		 * Bytes of the payloads received; 0 for a session or a failure.
		 */
		REPLY_SIZE("framedtcp.reply.size");

		private final String key;

		HighCardinalityKeyNames(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}
