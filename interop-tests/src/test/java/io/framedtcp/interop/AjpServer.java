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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.ajp.AjpNioProtocol;
import org.springframework.util.FileSystemUtils;

/**
 * Tomcat behind an AJP connector. Its one servlet answers with the path it was asked for.
 */
final class AjpServer implements Server {

	/** Kept, since a level is forgotten with its logger. */
	private static final Logger logger = Logger.getLogger("org.apache");

	private final Path directory;

	private final Tomcat tomcat = new Tomcat();

	private final Connector connector;

	AjpServer() {
		logger.setLevel(Level.WARNING);
		AjpNioProtocol protocol = new AjpNioProtocol();
		protocol.setAddress(InetAddress.getLoopbackAddress());
		protocol.setSecretRequired(false);
		this.connector = new Connector(protocol);
		this.connector.setPort(0);
		this.tomcat.setConnector(this.connector);
		try {
			this.directory = Files.createTempDirectory("tomcat");
			this.tomcat.setBaseDir(this.directory.toString());
			StandardContext context = (StandardContext) this.tomcat.addContext("", this.directory.toString());
			context.setClearReferencesRmiTargets(false);
			context.setClearReferencesThreadLocals(false);
			Tomcat.addServlet(context, "echo", new Echo()).addMapping("/*");
			this.tomcat.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (LifecycleException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public int port() {
		return this.connector.getLocalPort();
	}

	@Override
	public void close() {
		try {
			this.tomcat.stop();
			this.tomcat.destroy();
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (LifecycleException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Answers with the path.
	 */
	private static final class Echo extends HttpServlet {

		private static final long serialVersionUID = 1L;

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
			response.setContentType("text/plain");
			response.getWriter().print(request.getRequestURI());
		}

	}

}
