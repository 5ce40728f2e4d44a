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

package io.framedtcp.pool;

import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import io.framedtcp.support.Callers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BackgroundPermit}.
 */
class BackgroundPermitTests {

	private final Permits permits = new Permits(2, 8);

	private final BackgroundPermit permit = new BackgroundPermit(this.permits);

	@Test
	void permitThatWasTakenBackIsNotReleasedAgain() {
		assertThat(this.permit.tryAcquire()).isTrue();
		this.permit.takeBack(Thread.currentThread());
		assertThat(this.permits.inUse()).isZero();
		this.permit.release();
		assertThat(this.permits.inUse()).isZero();
	}

	@Test
	void roundThatComesBackWhileAnotherRunsCostsNoPermit() throws Exception {
		assertThat(this.permit.tryAcquire()).isTrue();
		try (Callers callers = new Callers()) {
			Future<Boolean> late = callers.call(() -> {
				boolean acquired = this.permit.tryAcquire();
				this.permit.release();
				return acquired;
			});
			assertThat(Callers.get(late)).isTrue();
		}
		this.permit.release();
		assertThat(this.permits.inUse()).isZero();
	}

}
