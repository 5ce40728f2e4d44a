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

import java.net.InetSocketAddress;
import java.util.Locale;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

import io.framedtcp.observation.FramedTcpObservationDocumentation.HighCardinalityKeyNames;
import io.framedtcp.observation.FramedTcpObservationDocumentation.LowCardinalityKeyNames;
import io.framedtcp.spi.ConnectionInfo;

/**
 * Provides the names and keys that {@link FramedTcpObservationDocumentation} describes.
 * Extend this class to add more. Safe for use by many threads.
 */
public class DefaultFramedTcpObservationConvention implements FramedTcpObservationConvention {

	private static final String NAME = "framedtcp.exchange";

	@Override
	public String getName() {
		return NAME;
	}

	/**
	 * Returns the name of the span.
	 * @param context the call
	 * @return the operation and the client, {@code framedtcp exchange payments} for
	 * example
	 */
	@Override
	public String getContextualName(FramedTcpObservationContext context) {
		return "framedtcp " + operation(context) + " " + context.getClient();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(FramedTcpObservationContext context) {
		return KeyValues.of(LowCardinalityKeyNames.CLIENT.withValue(context.getClient()),
				LowCardinalityKeyNames.OPERATION.withValue(operation(context)),
				LowCardinalityKeyNames.EXCEPTION.withValue(exception(context)),
				LowCardinalityKeyNames.RETRIED.withValue(String.valueOf(context.isRetried())));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(FramedTcpObservationContext context) {
		ConnectionInfo connection = context.getConnection();
		KeyValues sizes = KeyValues.of(
				HighCardinalityKeyNames.REQUEST_SIZE.withValue(String.valueOf(context.getRequestSize())),
				HighCardinalityKeyNames.REPLY_SIZE.withValue(String.valueOf(context.getReplySize())));
		if (connection == null) {
			return sizes.and(HighCardinalityKeyNames.SERVER_ADDRESS.withValue(KeyValue.NONE_VALUE),
					HighCardinalityKeyNames.SERVER_PORT.withValue(KeyValue.NONE_VALUE),
					HighCardinalityKeyNames.CONNECTION_ID.withValue(KeyValue.NONE_VALUE));
		}
		InetSocketAddress address = connection.remoteAddress();
		// Behind a proxy that resolves the name, there is no IP address.
		String host = address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
		return sizes.and(HighCardinalityKeyNames.SERVER_ADDRESS.withValue(host),
				HighCardinalityKeyNames.SERVER_PORT.withValue(String.valueOf(address.getPort())),
				HighCardinalityKeyNames.CONNECTION_ID.withValue(String.valueOf(connection.id())));
	}

	private static String operation(FramedTcpObservationContext context) {
		return context.getOperation().name().toLowerCase(Locale.ROOT);
	}

	private static String exception(FramedTcpObservationContext context) {
		Throwable error = context.getError();
		return (error != null) ? error.getClass().getSimpleName() : KeyValue.NONE_VALUE;
	}

}
