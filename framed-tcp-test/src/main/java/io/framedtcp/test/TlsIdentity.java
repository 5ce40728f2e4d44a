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

package io.framedtcp.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

import org.jspecify.annotations.Nullable;

/**
 * A key and its certificate, for a server or a client in a test. Made by the keytool of
 * the JDK, which takes about a second, so that several tests should share one.
 * <p>
 * Immutable and safe for use by many threads.
 */
public final class TlsIdentity {

	private static final String ALIAS = "own";

	private static final char[] PASSWORD = "changeit".toCharArray();

	private final KeyStore store;

	private TlsIdentity(KeyStore store) {
		this.store = store;
	}

	/**
	 * Makes a key and its certificate.
	 * @param subjectAlternativeName for whom, such as {@code dns:localhost}
	 * @return both
	 */
	public static TlsIdentity of(String subjectAlternativeName) {
		return inDirectory((directory) -> {
			Path file = directory.resolve("own.p12");
			generate(file, subjectAlternativeName);
			return new TlsIdentity(load(file));
		});
	}

	/**
	 * Makes a key, and a certificate that is signed by another key.
	 * @param subjectAlternativeName for whom, such as {@code dns:localhost}
	 * @param options further options of keytool for the certificate, such as its dates
	 * @return both
	 */
	public TlsIdentity issue(String subjectAlternativeName, String... options) {
		return inDirectory((directory) -> {
			Path authority = directory.resolve("authority.p12");
			try (OutputStream out = Files.newOutputStream(authority)) {
				this.store.store(out, PASSWORD);
			}
			Path own = directory.resolve("own.p12");
			Path request = directory.resolve("request");
			Path certificate = directory.resolve("certificate");
			Path issuer = directory.resolve("issuer");
			generate(own, subjectAlternativeName);
			keytool(own, "-certreq", "-alias", ALIAS, "-file", request.toString());
			List<String> sign = new ArrayList<>(List.of("-gencert", "-alias", ALIAS, "-infile", request.toString(),
					"-outfile", certificate.toString(), "-ext", "san=" + subjectAlternativeName));
			sign.addAll(List.of(options));
			keytool(authority, sign.toArray(String[]::new));
			keytool(authority, "-exportcert", "-alias", ALIAS, "-file", issuer.toString());
			keytool(own, "-importcert", "-noprompt", "-alias", "issuer", "-file", issuer.toString());
			keytool(own, "-importcert", "-alias", ALIAS, "-file", certificate.toString());
			return new TlsIdentity(load(own));
		});
	}

	/**
	 * Makes a context that shows this identity.
	 * @param trusted whom to trust, if anybody
	 * @return the context
	 */
	public SSLContext contextTrusting(TlsIdentity... trusted) {
		return context(this, trusted);
	}

	/**
	 * Makes a context that shows nothing.
	 * @param trusted whom to trust
	 * @return the context
	 */
	public static SSLContext anonymousTrusting(TlsIdentity... trusted) {
		return context(null, trusted);
	}

	/**
	 * Returns the certificate, for a PEM bundle.
	 * @return the certificate, and that of its issuer if there is one, as PEM
	 */
	public String certificatePem() {
		try {
			StringBuilder pem = new StringBuilder();
			for (Certificate certificate : this.store.getCertificateChain(ALIAS)) {
				pem.append(pem("CERTIFICATE", certificate.getEncoded()));
			}
			return pem.toString();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns the private key, for a PEM bundle.
	 * @return the key as PEM
	 */
	public String privateKeyPem() {
		try {
			return pem("PRIVATE KEY", this.store.getKey(ALIAS, PASSWORD).getEncoded());
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String pem(String type, byte[] content) {
		return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + type
				+ "-----\n";
	}

	private static SSLContext context(@Nullable TlsIdentity own, TlsIdentity... trusted) {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init((own != null) ? own.keyManagers() : null, trustManagers(trusted), null);
			return context;
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private KeyManager[] keyManagers() throws GeneralSecurityException {
		KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		factory.init(this.store, PASSWORD);
		return factory.getKeyManagers();
	}

	private static TrustManager[] trustManagers(TlsIdentity... trusted) throws IOException, GeneralSecurityException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		for (int i = 0; i < trusted.length; i++) {
			store.setCertificateEntry("trusted" + i, trusted[i].store.getCertificate(ALIAS));
		}
		TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		factory.init(store);
		return factory.getTrustManagers();
	}

	private static void generate(Path file, String subjectAlternativeName) throws IOException {
		keytool(file, "-genkeypair", "-alias", ALIAS, "-keyalg", "EC", "-groupname", "secp256r1", "-dname",
				"CN=" + UUID.randomUUID(), "-ext", "san=" + subjectAlternativeName);
	}

	private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(file)) {
			store.load(in, PASSWORD);
		}
		return store;
	}

	private static TlsIdentity inDirectory(Maker maker) {
		try {
			Path directory = Files.createTempDirectory("tls");
			try {
				return maker.make(directory);
			}
			finally {
				try (Stream<Path> files = Files.list(directory)) {
					for (Path file : files.toList()) {
						Files.delete(file);
					}
				}
				Files.delete(directory);
			}
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void keytool(Path file, String... arguments) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
		command.addAll(List.of(arguments));
		command
			.addAll(List.of("-keystore", file.toString(), "-storetype", "PKCS12", "-storepass", new String(PASSWORD)));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		try {
			if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
				throw new IOException("keytool failed: " + output);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

	@FunctionalInterface
	private interface Maker {

		TlsIdentity make(Path directory) throws IOException, GeneralSecurityException;

	}

}
