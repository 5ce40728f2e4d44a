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

package io.framedtcp.sample;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import io.framedtcp.FramedTcpException;

/**
 * Serves quotes over HTTP.
 */
@RestController
class QuoteController {

	private final PriceDesk desk;

	QuoteController(PriceDesk desk) {
		this.desk = desk;
	}

	@GetMapping("/quotes/{symbol:[A-Za-z0-9.]{1,16}}")
	Quote quote(@PathVariable String symbol) {
		return this.desk.quote(symbol);
	}

	@ExceptionHandler
	ProblemDetail priceServerFailed(FramedTcpException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, ex.getMessage());
	}

}
