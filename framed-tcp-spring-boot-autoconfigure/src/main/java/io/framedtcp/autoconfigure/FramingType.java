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

/**
 * The framings that properties can name.
 */
public enum FramingType {

	/**
	 * Frames with their length in a field near the beginning.
	 */
	LENGTH_FIELD,

	/**
	 * Frames that end with a delimiter. They may begin with a start sequence.
	 */
	DELIMITER,

	/**
	 * Lines that end with LF.
	 */
	LINES,

	/**
	 * Lines that end with CR LF.
	 */
	CRLF_LINES,

	/**
	 * Frames between STX (02) and ETX (03).
	 */
	STX_ETX,

	/**
	 * Frames that end with a NUL (00).
	 */
	NUL,

	/**
	 * HL7's Minimal Lower Layer Protocol: frames between 0b and 1c 0d.
	 */
	MLLP,

	/**
	 * Frames with their length as a varint, as in delimited messages of Protocol Buffers.
	 */
	VARINT,

	/**
	 * Netstrings: the length in decimal digits, a colon, the payload, a comma.
	 */
	NETSTRING,

	/**
	 * Frames with a head of lines, and the length of the body in the line Content-Length.
	 */
	CONTENT_LENGTH,

	/**
	 * Frames of a fixed size.
	 */
	FIXED_SIZE,

	/**
	 * Frames that end with the connection: one reply for each connection.
	 */
	UNTIL_CLOSE,

	/**
	 * Record marking of ONC RPC (RFC 5531).
	 */
	RECORD_MARKING,

	/**
	 * Elements in the Basic Encoding Rules of ASN.1, as in LDAP and SNMP.
	 */
	BER,

	/**
	 * Values of the Redis serialization protocol, RESP2 and RESP3.
	 */
	RESP,

	/**
	 * Requests sent without any framing. Only for requests.
	 */
	RAW,

	/**
	 * Requests that end when the client closes its side: one request for each connection.
	 * Only for requests.
	 */
	HALF_CLOSE

}
