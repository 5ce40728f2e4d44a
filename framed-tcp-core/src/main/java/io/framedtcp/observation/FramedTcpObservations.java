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

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Settings for observing the calls of a template. Immutable.
 *
 * @param registry the registry of the observations
 * @param convention names the observations; {@code null} for the convention of the
 * registry, by default {@link DefaultFramedTcpObservationConvention}
 * @param traceContextWriter writes the context of a trace into requests, or {@code null}
 * to send them unchanged
 */
public record FramedTcpObservations(ObservationRegistry registry, @Nullable FramedTcpObservationConvention convention,
		@Nullable TraceContextWriter traceContextWriter) {

	/**
	 * Creates the settings.
	 */
	public FramedTcpObservations {
		Assert.notNull(registry, "'registry' must not be null");
	}

	/**
	 * Creates settings that use the default names and send requests unchanged.
	 * @param registry receives the observations
	 * @return the settings
	 */
	public static FramedTcpObservations to(ObservationRegistry registry) {
		return new FramedTcpObservations(registry, null, null);
	}

}
