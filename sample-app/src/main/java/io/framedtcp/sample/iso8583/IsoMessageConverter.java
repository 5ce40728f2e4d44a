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

package io.framedtcp.sample.iso8583;

import com.solab.iso8583.IsoMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.support.GenericMessage;

/**
 * Lets callers of the client send and receive messages of j8583.
 *
 * @param messages parses replies
 */
record IsoMessageConverter(IsoMessages messages) implements MessageConverter {

	@Override
	public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
		return (payload instanceof IsoMessage message) ? new GenericMessage<>(message.writeData()) : null;
	}

	@Override
	public @Nullable Object fromMessage(Message<?> message, Class<?> type) {
		return type.isAssignableFrom(IsoMessage.class) ? this.messages.parse((byte[]) message.getPayload()) : null;
	}

}
