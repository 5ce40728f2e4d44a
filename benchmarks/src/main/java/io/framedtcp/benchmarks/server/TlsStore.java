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

package io.framedtcp.benchmarks.server;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The key of the server and the trust of its clients, for TLS on this machine.
 */
public final class TlsStore {

	private static final char[] PASSWORD = "benchmarks".toCharArray();

	private TlsStore() {
	}

	/**
	 * Make a store, unless there is one.
	 * @param file where it is to be
	 * @throws IOException if it cannot be made
	 * @throws InterruptedException if the thread is interrupted meanwhile
	 */
	public static void create(Path file) throws IOException, InterruptedException {
		if (Files.exists(file)) {
			return;
		}
		String keytool = System.getProperty("java.home") + File.separator + "bin" + File.separator + "keytool";
		Process process = new ProcessBuilder(keytool, "-genkeypair", "-alias", "server", "-keyalg", "EC", "-groupname",
				"secp256r1", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost,ip:127.0.0.1", "-validity", "3650",
				"-storetype", "PKCS12", "-storepass", new String(PASSWORD), "-keystore", file.toString())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes());
		if (process.waitFor() != 0) {
			throw new IOException("keytool failed: " + output);
		}
	}

	/**
	 * Open a store.
	 * @param file where it is
	 * @return a context that has the key and trusts it
	 */
	public static SSLContext open(Path file) {
		try {
			KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(store, PASSWORD);
			// A key is not trusted, a certificate is.
			KeyStore trusted = KeyStore.getInstance("PKCS12");
			trusted.load(null, null);
			trusted.setCertificateEntry("server", store.getCertificate("server"));
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(trusted);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException("Cannot open " + file, ex);
		}
	}

}
