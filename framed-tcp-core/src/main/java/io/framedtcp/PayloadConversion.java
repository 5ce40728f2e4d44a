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

package io.framedtcp;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.ByteArrayMessageConverter;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

import io.framedtcp.framing.Framing;

/**
 * Converts objects to payloads and back, by a message converter.
 */
final class PayloadConversion {

	/** The type of a reply with several frames. */
	private static final Type FRAMES = new ParameterizedTypeReference<List<byte[]>>() {
	}.getType();

	private final MessageConverter converter;

	private final String client;

	PayloadConversion(MessageConverter converter) {
		this(converter, "default");
	}

	private PayloadConversion(MessageConverter converter, String client) {
		Assert.notNull(converter, "'messageConverter' must not be null");
		this.converter = converter;
		this.client = client;
	}

	/**
	 * Returns the same conversion for a client, whose name appears in exceptions.
	 * @param client name of the client
	 * @return the conversion
	 */
	PayloadConversion of(String client) {
		return this.client.equals(client) ? this : new PayloadConversion(this.converter, client);
	}

	byte[] toBytes(Object payload) {
		Assert.notNull(payload, "'payload' must not be null");
		Message<?> message = this.converter.toMessage(payload, null);
		if (message != null && message.getPayload() instanceof byte[] bytes) {
			return bytes;
		}
		throw new MessageConversionException(
				cannotConvert(payload.getClass().getName() + " to bytes") + ((message != null)
						? " made it " + message.getPayload().getClass().getName() : " does not support it" + advice()));
	}

	@SuppressWarnings("unchecked")
	<T> T fromBytes(byte[] bytes, ParameterizedTypeReference<T> replyType, Framing framing) {
		Type type = replyType.getType();
		List<byte[]> frames = FRAMES.equals(type) ? framing.split(bytes) : null;
		if (frames != null) {
			return (T) frames;
		}
		Class<?> targetClass = ResolvableType.forType(type).toClass();
		Message<byte[]> message = new GenericMessage<>(bytes);
		Object result = (this.converter instanceof SmartMessageConverter smart && type != targetClass)
				? smart.fromMessage(message, targetClass, new TypeHint(type))
				: this.converter.fromMessage(message, targetClass);
		if (result == null) {
			throw new MessageConversionException(message,
					cannotConvert("bytes to " + type.getTypeName()) + " does not support it" + advice());
		}
		return (T) result;
	}

	private String cannotConvert(String what) {
		return "Client '" + this.client + "' cannot convert " + what + ": " + this.converter;
	}

	private String advice() {
		return isForBytesAndStringsOnly(this.converter) ? ". For JSON, add Jackson: with Spring Boot by "
				+ "spring-boot-starter-jackson, otherwise by a JacksonJsonMessageConverter. For other formats, set a "
				+ "MessageConverter, with Spring Boot by a bean named framedTcpMessageConverter" : "";
	}

	private static boolean isForBytesAndStringsOnly(MessageConverter converter) {
		if (converter instanceof CompositeMessageConverter composite) {
			return composite.getConverters().stream().allMatch(PayloadConversion::isForBytesAndStringsOnly);
		}
		// By name, because protobuf is optional.
		return converter instanceof ByteArrayMessageConverter || converter instanceof StringMessageConverter
				|| converter.getClass().getSimpleName().equals("ProtobufMessageConverter");
	}

	/**
	 * Passes a generic type to a converter. Spring's converters read it only from a
	 * method's parameter or, as here, from its result.
	 */
	private static final class TypeHint extends MethodParameter {

		private static final Method ANY_METHOD = ClassUtils.getMethod(Object.class, "hashCode");

		private final Type type;

		TypeHint(Type type) {
			super(ANY_METHOD, -1);
			this.type = type;
		}

		private TypeHint(TypeHint original) {
			super(original);
			this.type = original.type;
		}

		@Override
		public Class<?> getParameterType() {
			return ResolvableType.forType(this.type).toClass();
		}

		@Override
		public Type getGenericParameterType() {
			return this.type;
		}

		@Override
		public MethodParameter nestedIfOptional() {
			return this;
		}

		@Override
		public TypeHint clone() {
			return new TypeHint(this);
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof TypeHint hint && this.type.equals(hint.type);
		}

		@Override
		public int hashCode() {
			return this.type.hashCode();
		}

	}

}
