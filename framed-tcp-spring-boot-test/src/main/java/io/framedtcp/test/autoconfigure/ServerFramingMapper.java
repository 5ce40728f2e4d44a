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

package io.framedtcp.test.autoconfigure;

import java.nio.ByteOrder;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

import io.framedtcp.autoconfigure.FramingProperties;
import io.framedtcp.autoconfigure.FramingType;
import io.framedtcp.test.LengthEncoding;
import io.framedtcp.test.LengthFieldBuilder;
import io.framedtcp.test.ServerFraming;

/**
 * Maps the properties of a client's framing to the framing of its server. It shares no
 * code with the client's mapper, so that a fault there does not hide itself.
 */
final class ServerFramingMapper {

	private final FramingProperties properties;

	/**
	 * Creates a mapper.
	 * @param properties properties of the client's framing
	 */
	ServerFramingMapper(FramingProperties properties) {
		this.properties = properties;
	}

	/**
	 * Maps a framing.
	 * @param type kind of framing
	 * @return the framing
	 */
	ServerFraming map(FramingType type) {
		return switch (type) {
			case LENGTH_FIELD -> lengthField();
			case DELIMITER -> delimited();
			case LINES -> ServerFraming.lines();
			case CRLF_LINES -> ServerFraming.crlfLines();
			case STX_ETX -> ServerFraming.stxEtx();
			case NUL -> ServerFraming.nul();
			case MLLP -> ServerFraming.mllp();
			case VARINT -> ServerFraming.varint();
			case NETSTRING -> ServerFraming.netstrings();
			case CONTENT_LENGTH -> ServerFraming.contentLength(this.properties.contentLength().keepHead());
			case FIXED_SIZE -> fixedSize();
			case UNTIL_CLOSE -> ServerFraming.untilClose();
			case RECORD_MARKING -> recordMarking();
			case BER -> ServerFraming.ber();
			case RESP -> ServerFraming.resp();
			case RAW -> ServerFraming.raw();
			case HALF_CLOSE -> ServerFraming.halfClose();
		};
	}

	private ServerFraming lengthField() {
		FramingProperties.LengthField lengthField = this.properties.lengthField();
		boolean little = lengthField.byteOrder() == FramingProperties.ByteOrder.LITTLE_ENDIAN;
		LengthFieldBuilder builder = ServerFraming.lengthField()
			.offset(lengthField.offset())
			.size(lengthField.size())
			.encoding(LengthEncoding.valueOf(lengthField.encoding().name()))
			.byteOrder(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
			.adjustment(lengthField.adjustment())
			.marker(bytes(lengthField.marker()))
			.keepHeader(lengthField.keepHeader())
			.keepPrefix(lengthField.keepPrefix())
			.markerBehind(bytes(lengthField.markerBehind()))
			.unit(lengthField.unit())
			.padding(lengthField.padding());
		FramingProperties.SecondField second = lengthField.second();
		Integer offset = second.offset();
		return ((offset != null) ? builder.second(offset, second.size(), second.unit()) : builder).build();
	}

	private ServerFraming delimited() {
		FramingProperties.Delimiter delimiter = this.properties.delimiter();
		return ServerFraming.delimited(bytes(delimiter.start()), bytes(delimiter.end()));
	}

	private ServerFraming fixedSize() {
		Integer size = this.properties.fixedSize().size();
		Assert.state(size != null, "The fixed size is not set");
		return ServerFraming.fixedSize(size);
	}

	private ServerFraming recordMarking() {
		Integer fragmentSize = this.properties.recordMarking().fragmentSize();
		return ServerFraming.recordMarking((fragmentSize != null) ? fragmentSize : Integer.MAX_VALUE);
	}

	private static byte[] bytes(@Nullable String digits) {
		return StringUtils.hasText(digits) ? HexFormat.of().parseHex(digits.strip()) : new byte[0];
	}

}
