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

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;

import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import com.sun.source.util.JavacTask;

/**
 * Java code from a document: a whole class with its imports, a bean method, or statements
 * that use a template, a request and a test server.
 */
class JavaExample {

	private static final String AROUND_STATEMENTS = """
			import java.math.BigDecimal;
			import java.time.Duration;
			import java.util.List;
			import java.util.concurrent.CompletableFuture;
			import io.framedtcp.FramedTcpTemplate;
			import javax.net.ssl.SSLContext;
			import io.framedtcp.spi.ExchangeMatcher;
			import io.framedtcp.config.TlsSettings;
			import io.framedtcp.framing.LengthFieldFraming;
			import io.framedtcp.spi.Ping;
			import io.framedtcp.config.PingSettings;
			import io.framedtcp.spi.PoolListener;
			import io.framedtcp.test.*;
			import org.springframework.core.ParameterizedTypeReference;

			class Example {

				void run(FramedTcpTemplate template, byte[] logOn, byte[] request, List<byte[]> requests,
						FramedTcpServer server, SSLContext sslContext, byte[] heartbeat, PoolListener listener)
						throws Exception {
					%s
				}

			}
			""";

	private static final String AROUND_BEANS = """
			import java.io.IOException;
			import java.util.List;
			import io.framedtcp.observation.TraceContextWriter;
			import io.framedtcp.autoconfigure.FramedTcpClientCustomizer;
			import io.framedtcp.autoconfigure.FramedTcpConnectionDetails;
			import io.framedtcp.spi.ConnectionInitializer;
			import io.framedtcp.spi.ExchangeMatcher;
			import io.framedtcp.config.ServerAddress;
			import io.framedtcp.spi.UnsolicitedFrameHandler;
			import io.framedtcp.framing.Framing;
			import io.framedtcp.framing.LengthFieldFraming;
			import io.framedtcp.test.FramedTcpServer;
			import org.springframework.beans.factory.annotation.Qualifier;
			import org.springframework.context.annotation.Bean;
			import org.springframework.core.env.Environment;

			abstract class Example {

				static final byte HEARTBEAT = 1;

				abstract boolean isHeartbeat(byte[] payload);

				abstract byte[] heartbeatReply(byte[] payload);

				abstract byte[] logOn(byte[] challenge);

				abstract byte[] withHeader(byte[] payload, String value);

				%s

			}
			""";

	private final String source;

	JavaExample(String code) {
		this.source = around(code).formatted(code);
	}

	private static String around(String code) {
		if (code.startsWith("@Bean")) {
			return AROUND_BEANS;
		}
		return code.contains("class ") ? "%s" : AROUND_STATEMENTS;
	}

	/**
	 * Compile the example, for its errors only.
	 * @return what the compiler has to say
	 * @throws IOException never, as the source is in memory
	 */
	List<String> compile() throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
		List<String> options = List.of("-proc:none", "-implicit:none", "-classpath",
				System.getProperty("java.class.path"));
		JavacTask task = (JavacTask) compiler.getTask(null, null, diagnostics, options, null,
				List.of(new Source(this.source)));
		task.analyze();
		return diagnostics.getDiagnostics().stream().map((diagnostic) -> diagnostic.getMessage(Locale.ROOT)).toList();
	}

	/**
	 * Source code in memory.
	 */
	private static final class Source extends SimpleJavaFileObject {

		private final String code;

		Source(String code) {
			super(URI.create("string:///Example.java"), Kind.SOURCE);
			this.code = code;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.code;
		}

	}

}
