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

package io.framedtcp.config;

import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link TlsSettings}.
 */
class TlsSettingsTests {

	private static SSLContext context;

	@BeforeAll
	static void findContext() throws NoSuchAlgorithmException {
		context = SSLContext.getDefault();
	}

	@Test
	void hostnameIsVerifiedUnlessThatIsSwitchedOff() {
		TlsSettings verifying = TlsSettings.of(context);
		assertThat(verifying.isHostnameVerified()).isTrue();
		assertThat(verifiedBy(verifying)).isEqualTo("HTTPS");
		TlsSettings trusting = TlsSettings.builder(() -> context).verifyHostname(false).build();
		assertThat(trusting.isHostnameVerified()).isFalse();
		assertThat(verifiedBy(trusting)).isNull();
	}

	@Test
	void serverIsNamedInTheHandshake() {
		SSLEngine engine = TlsSettings.of(context).createEngine("payments.example", 9000);
		assertThat(engine.getUseClientMode()).isTrue();
		assertThat(engine.getPeerHost()).isEqualTo("payments.example");
		assertThat(engine.getSSLParameters().getServerNames()).containsExactly(new SNIHostName("payments.example"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "10.0.0.1", "::1", "fe80::1%eth0", "mainframe_1" })
	void serverIsNotNamedByWhatTlsDoesNotTakeForAName(String host) {
		SSLEngine engine = TlsSettings.of(context).createEngine(host, 9000);
		assertThat(engine.getSSLParameters().getServerNames()).isNullOrEmpty();
	}

	@Test
	void protocolsAndCipherSuitesAreThoseThatAreSet() {
		String suite = "TLS_AES_256_GCM_SHA384";
		String[] protocols = { "TLSv1.3" };
		TlsSettings.Builder builder = TlsSettings.builder(() -> context).protocols(protocols).cipherSuites(suite);
		protocols[0] = "TLSv1.2";
		SSLEngine engine = builder.build().createEngine("localhost", 1);
		assertThat(engine.getEnabledProtocols()).containsExactly("TLSv1.3");
		assertThat(engine.getEnabledCipherSuites()).containsExactly(suite);
	}

	@Test
	void whatCannotWorkIsRefusedBeforeTheFirstConnection() {
		TlsSettings.Builder unknown = TlsSettings.builder(() -> context).protocols("TLSv9");
		assertThatIllegalArgumentException().isThrownBy(unknown::build).withMessageContaining("TLSv9");
		TlsSettings.Builder contradiction = TlsSettings.builder(() -> context)
			.protocols("TLSv1.2")
			.cipherSuites("TLS_AES_256_GCM_SHA384");
		assertThatIllegalArgumentException().isThrownBy(contradiction::build);
	}

	@Test
	void renewedSettingsHoldFromTheNextConnectionOn() {
		AtomicReference<TlsSettings> current = new AtomicReference<>(TlsSettings.of(context));
		TlsSettings settings = TlsSettings.renewable(current::get);
		assertThat(verifiedBy(settings)).isEqualTo("HTTPS");
		current.set(TlsSettings.builder(() -> context).verifyHostname(false).build());
		assertThat(settings.isHostnameVerified()).isFalse();
		assertThat(verifiedBy(settings)).isNull();
	}

	private static String verifiedBy(TlsSettings settings) {
		return settings.createEngine("localhost", 1).getSSLParameters().getEndpointIdentificationAlgorithm();
	}

}
