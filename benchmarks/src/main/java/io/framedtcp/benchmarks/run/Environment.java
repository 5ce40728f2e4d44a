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

package io.framedtcp.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.netty.channel.Channel;
import org.apache.camel.component.netty.DefaultChannelHandlerFactory;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.springframework.integration.ip.tcp.outbound.TcpOutboundGateway;
import reactor.netty.tcp.TcpClient;

/**
 * What a run is made on. What the machine does not tell is left out.
 */
final class Environment {

	private static final List<Class<?>> PEERS = List.of(TcpOutboundGateway.class, DefaultChannelHandlerFactory.class,
			Channel.class, TcpClient.class, GenericObjectPool.class);

	/** What names the others. */
	static final String COMPARED = "Compared with";

	private static final Pattern CPU = Pattern.compile("(?m)^model name\\s*:\\s*(.+)$");

	private static final Pattern MEMORY = Pattern.compile("(?m)^MemTotal:\\s*(\\d+) kB$");

	private static final int KIBIBYTES_PER_GIBIBYTE = 1024 * 1024;

	private static final int WANTED = 17;

	private Environment() {
	}

	static Map<String, String> describe(Optional<Path> virtualJdk, int rounds) {
		Map<String, String> environment = new LinkedHashMap<>();
		environment.put("Date", LocalDate.now(ZoneOffset.UTC).toString());
		commit().ifPresent((commit) -> environment.put("Commit", commit));
		environment.put("Processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
		find(CPU, "/proc/cpuinfo").ifPresent((model) -> environment.put("Processor", model));
		find(MEMORY, "/proc/meminfo").ifPresent((size) -> environment.put("Memory",
				Math.round(Double.parseDouble(size) / KIBIBYTES_PER_GIBIBYTE) + " GiB"));
		environment.put("Kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
		environment.put("JDK of platform threads", String.valueOf(Jdks.version(Jdks.current())));
		virtualJdk.ifPresent((home) -> environment.put("JDK of virtual threads", String.valueOf(Jdks.version(home))));
		environment.put("Rounds", String.valueOf(rounds));
		environment.put(COMPARED, PEERS.stream().map(Environment::jar).collect(Collectors.joining(", ")));
		return environment;
	}

	/**
	 * Return what any run leaves out here.
	 * @return a list to be added to
	 */
	static List<String> skipped() {
		List<String> skipped = new ArrayList<>();
		int current = Jdks.version(Jdks.current());
		if (current != WANTED) {
			skipped.add("platform threads on JDK " + WANTED + ": they run on JDK " + current);
		}
		return skipped;
	}

	private static Optional<String> commit() {
		return git("rev-parse", "--short", "HEAD")
			.map((hash) -> git("status", "--porcelain").filter(String::isEmpty).isPresent() ? hash
					: hash + " with changes");
	}

	private static Optional<String> git(String... arguments) {
		try {
			Process process = new ProcessBuilder(Stream.concat(Stream.of("git"), Stream.of(arguments)).toList())
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
			String output = new String(process.getInputStream().readAllBytes()).strip();
			return (process.waitFor() == 0) ? Optional.of(output) : Optional.empty();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Optional.empty();
		}
	}

	private static Optional<String> find(Pattern pattern, String file) {
		try {
			Matcher matcher = pattern.matcher(Files.readString(Path.of(file)));
			return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	private static String jar(Class<?> part) {
		CodeSource source = part.getProtectionDomain().getCodeSource();
		String path = (source != null) ? source.getLocation().getPath() : part.getSimpleName();
		return path.substring(path.lastIndexOf('/') + 1).replaceAll("\\.jar$", "");
	}

}
