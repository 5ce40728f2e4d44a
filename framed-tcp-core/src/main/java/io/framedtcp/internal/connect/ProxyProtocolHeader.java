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

package io.framedtcp.internal.connect;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.framedtcp.config.ProxyProtocol;

/**
 * The header of the PROXY protocol: the addresses of a connection, sent before its first
 * byte.
 */
final class ProxyProtocolHeader {

	private static final byte[] SIGNATURE = { 0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a };

	/** Version 2, and the command that carries the addresses of a connection. */
	private static final byte VERSION_AND_COMMAND = 0x21;

	private static final byte TCP_OVER_IPV4 = 0x11;

	private static final byte TCP_OVER_IPV6 = 0x21;

	private static final int IPV4_LENGTH = 4;

	private ProxyProtocolHeader() {
	}

	/**
	 * Returns the header of a connection.
	 * @param version the version of the protocol
	 * @param source the client's end of the connection
	 * @param destination the server's end
	 * @return its bytes
	 */
	static byte[] of(ProxyProtocol version, InetSocketAddress source, InetSocketAddress destination) {
		return switch (version) {
			case V1 -> text(source, destination);
			case V2 -> binary(source, destination);
		};
	}

	private static byte[] text(InetSocketAddress source, InetSocketAddress destination) {
		boolean ipv4 = source.getAddress().getAddress().length == IPV4_LENGTH;
		String header = String.join(" ", "PROXY", ipv4 ? "TCP4" : "TCP6", literal(source), literal(destination),
				String.valueOf(source.getPort()), String.valueOf(destination.getPort()));
		return (header + "\r\n").getBytes(StandardCharsets.US_ASCII);
	}

	private static String literal(InetSocketAddress address) {
		try {
			// Without the scope of a link-local address, which only this machine knows.
			return InetAddress.getByAddress(address.getAddress().getAddress()).getHostAddress();
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] binary(InetSocketAddress source, InetSocketAddress destination) {
		byte[] from = source.getAddress().getAddress();
		byte[] to = destination.getAddress().getAddress();
		int length = from.length + to.length + 2 * Short.BYTES;
		return ByteBuffer.allocate(SIGNATURE.length + 2 + Short.BYTES + length)
			.put(SIGNATURE)
			.put(VERSION_AND_COMMAND)
			.put((from.length == IPV4_LENGTH) ? TCP_OVER_IPV4 : TCP_OVER_IPV6)
			.putShort((short) length)
			.put(from)
			.put(to)
			.putShort((short) source.getPort())
			.putShort((short) destination.getPort())
			.array();
	}

}
