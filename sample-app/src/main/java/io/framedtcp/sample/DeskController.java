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

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import io.framedtcp.pool.ConnectFailure;
import io.framedtcp.pool.FramedConnectionPool;

/**
 * Tells the page how the desk is doing, and does what its buttons say.
 */
@RestController
@RequestMapping("/desk")
class DeskController {

	private final LoadGenerator load;

	private final @Nullable PriceServer server;

	DeskController(LoadGenerator load, ObjectProvider<PriceServer> embeddedServer) {
		this.load = load;
		this.server = embeddedServer.getIfAvailable();
	}

	@GetMapping
	DeskStatus status() {
		FramedConnectionPool pool = this.load.pool();
		ConnectFailure failure = pool.lastConnectFailure();
		return new DeskStatus(pool.counts(), pool.statistics(), (failure != null) ? describe(failure) : null,
				this.load.isShareable(), pool.sharing(), this.load.count(),
				(this.server != null) ? this.server.behaviour() : null, this.load.counts(), this.load.naiveCounts(),
				Latencies.boundsMillis());
	}

	@PutMapping("/callers")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void callers(@RequestBody int count) {
		this.load.start(count);
	}

	@PutMapping("/sharing")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void sharing(@RequestBody boolean shared) {
		this.load.share(shared);
	}

	@PutMapping("/behaviour")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void behaviour(@RequestBody Behaviour behaviour) {
		if (this.server == null) {
			throw new IllegalStateException("The price server is not ours: it behaves as it likes");
		}
		this.server.behave(behaviour);
	}

	// The message would quote what was said on the connection, to whoever opens the page.
	private String describe(ConnectFailure failure) {
		return "at " + failure.time() + ": " + failure.exception().getSummary();
	}

	@ExceptionHandler
	ProblemDetail outOfRange(IllegalArgumentException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, ex.getMessage());
	}

	@ExceptionHandler
	ProblemDetail notOurServer(IllegalStateException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, ex.getMessage());
	}

}
