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

import java.math.BigDecimal;

import com.solab.iso8583.IsoMessage;
import com.solab.iso8583.IsoType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Service;

import io.framedtcp.FramedTcpException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.sample.iso8583.Payment.Outcome;

/**
 * Pays by asking the switch. A payment that the switch may have got without an answer is
 * reversed. A real terminal would store the reversal, and repeat it until the switch
 * confirms it.
 */
@Service
@Profile("iso8583")
class Payments {

	private static final Log logger = LogFactory.getLog(Payments.class);

	private final FramedTcpTemplate template;

	private final IsoMessages messages;

	Payments(@Qualifier("payments") FramedTcpTemplate template, IsoMessages messages) {
		this.template = template;
		this.messages = messages;
	}

	Payment pay(BigDecimal amount) {
		IsoMessage purchase = this.messages.create(IsoMessages.PURCHASE);
		purchase.setValue(IsoMessages.PROCESSING_CODE, "000000", IsoType.NUMERIC, 6);
		purchase.setValue(IsoMessages.AMOUNT, amount, IsoType.AMOUNT, 12);
		purchase.setValue(IsoMessages.TERMINAL, "SAMPLE01", IsoType.ALPHA, 8);
		return new Payment(IsoMessages.text(purchase, IsoMessages.TRACE_NUMBER), outcome(purchase));
	}

	private Outcome outcome(IsoMessage purchase) {
		try {
			return isApproved(purchase) ? Outcome.APPROVED : Outcome.DECLINED;
		}
		catch (FramedTcpException ex) {
			logger.warn("The payment failed: " + ex.getMessage());
			return ex.isRequestMaybeSent() ? reverse(purchase) : Outcome.NOT_SENT;
		}
	}

	private Outcome reverse(IsoMessage purchase) {
		IsoMessage reversal = this.messages.create(IsoMessages.REVERSAL);
		reversal.copyFieldsFrom(purchase, IsoMessages.PROCESSING_CODE, IsoMessages.AMOUNT, IsoMessages.TERMINAL);
		String original = "%04x".formatted(purchase.getType()) + IsoMessages.text(purchase, IsoMessages.TRACE_NUMBER)
				+ IsoMessages.text(purchase, IsoMessages.TIME) + "0".repeat(22);
		reversal.setValue(IsoMessages.ORIGINAL, original, IsoType.NUMERIC, 42);
		try {
			return isApproved(reversal) ? Outcome.REVERSED : Outcome.UNKNOWN;
		}
		catch (FramedTcpException ex) {
			logger.warn("The reversal failed: " + ex.getMessage());
			return Outcome.UNKNOWN;
		}
	}

	private boolean isApproved(IsoMessage request) {
		IsoMessage reply = this.template.convertSendAndReceive(request, IsoMessage.class);
		return IsoMessages.text(reply, IsoMessages.RESPONSE_CODE).equals("00");
	}

}
