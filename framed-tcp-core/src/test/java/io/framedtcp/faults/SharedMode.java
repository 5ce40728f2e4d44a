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

package io.framedtcp.faults;

import io.framedtcp.FramedTcpTemplateBuilder;
import io.framedtcp.config.UnknownReplyPolicy;

/**
 * How the replies on a shared connection are told apart.
 */
enum SharedMode {

	APPLICATION_IDS {

		@Override
		void configure(FramedTcpTemplateBuilder builder) {
			builder.matcher(Payloads.matcher());
		}

	},

	ASSIGNED_IDS {

		@Override
		void configure(FramedTcpTemplateBuilder builder) {
			builder.shared((shared) -> shared.assignIds(0, Payloads.ID_LENGTH));
		}

	},

	IN_ORDER {

		@Override
		void configure(FramedTcpTemplateBuilder builder) {
			builder.shared((shared) -> shared.inOrder());
		}

	},

	/** A matcher judges each reply that was found by its order. */
	IN_ORDER_CHECKED {

		@Override
		void configure(FramedTcpTemplateBuilder builder) {
			builder.matcher(Payloads.matcher()).shared((shared) -> shared.inOrder());
		}

	};

	abstract void configure(FramedTcpTemplateBuilder builder);

	/**
	 * Return whether a matcher of the application sees the replies.
	 * @return whether it can fail
	 */
	boolean isMatched() {
		return this == APPLICATION_IDS || this == IN_ORDER_CHECKED;
	}

	boolean isInOrder() {
		return this == IN_ORDER || this == IN_ORDER_CHECKED;
	}

	/**
	 * Let the client go on where a reply answers no request.
	 * @param builder the client
	 */
	static void ignoreUnknown(FramedTcpTemplateBuilder builder) {
		builder.shared((shared) -> shared.onUnknownReply(UnknownReplyPolicy.IGNORE));
	}

}
