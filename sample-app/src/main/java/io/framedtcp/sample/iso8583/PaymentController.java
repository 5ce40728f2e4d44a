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

import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Takes payments over HTTP.
 */
@RestController
@Profile("iso8583")
class PaymentController {

	private static final BigDecimal MAX_AMOUNT = new BigDecimal("9999999999.99");

	private final Payments payments;

	PaymentController(Payments payments) {
		this.payments = payments;
	}

	@PostMapping("/payments")
	Payment pay(@RequestParam BigDecimal amount) {
		if (amount.signum() <= 0 || amount.scale() > 2 || amount.compareTo(MAX_AMOUNT) > 0) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"The amount must be from 0.01 to " + MAX_AMOUNT + ", with two decimals at most");
		}
		return this.payments.pay(amount);
	}

}
