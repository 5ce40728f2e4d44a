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

package io.framedtcp.interop;

import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.packager.ISO87APackager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages of a terminal, packed by jPOS.
 */
final class Iso8583Messages {

	/** An amount that takes the switch long. */
	static final int SLOW = 0;

	private Iso8583Messages() {
	}

	/**
	 * Make a request for a purchase.
	 * @param stan its trace number
	 * @param amount what it costs
	 * @return the request
	 */
	static byte[] purchase(int stan, int amount) {
		try {
			ISOMsg message = new ISOMsg("0200");
			message.setPackager(new ISO87APackager());
			// Field 2 has a length of its own, and only some requests have it.
			if (stan % 2 == 0) {
				message.set(2, "4111111111111111".substring(stan % 4));
			}
			message.set(3, "000000");
			message.set(4, String.format("%012d", amount));
			message.set(7, "1130160000");
			message.set(11, String.format("%06d", stan));
			message.set(41, "TERMINAL");
			return message.pack();
		}
		catch (ISOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static void checkApproved(byte[] reply, int stan, int amount) {
		try {
			ISOMsg message = new ISOMsg();
			message.setPackager(new ISO87APackager());
			message.unpack(reply);
			assertThat(message.getMTI()).isEqualTo("0210");
			assertThat(message.getString(11)).isEqualTo(String.format("%06d", stan));
			assertThat(message.getString(4)).isEqualTo(String.format("%012d", amount));
			assertThat(message.getString(39)).isEqualTo("00");
		}
		catch (ISOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
