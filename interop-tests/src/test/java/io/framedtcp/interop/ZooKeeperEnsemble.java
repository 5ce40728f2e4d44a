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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

import org.apache.zookeeper.server.embedded.ExitHandler;
import org.apache.zookeeper.server.embedded.ZooKeeperServerEmbedded;
import org.springframework.util.FileSystemUtils;

/**
 * An ensemble of one ZooKeeper server, with its log in a temporary directory.
 */
final class ZooKeeperEnsemble implements Server {

	private static final long START_MILLIS = 20_000;

	private final Path directory;

	private final ZooKeeperServerEmbedded server;

	private final int port;

	ZooKeeperEnsemble() throws Exception {
		this.directory = Files.createTempDirectory("zookeeper");
		this.server = ZooKeeperServerEmbedded.builder()
			.baseDir(this.directory)
			.configuration(configuration())
			.exitHandler(ExitHandler.LOG_ONLY)
			.build();
		this.server.start(START_MILLIS);
		this.port = Integer.parseInt(this.server.getConnectionString().replaceAll(".*:", ""));
	}

	@Override
	public int port() {
		return this.port;
	}

	@Override
	public void close() {
		this.server.close();
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Properties configuration() {
		Properties configuration = new Properties();
		configuration.setProperty("clientPortAddress", "127.0.0.1");
		configuration.setProperty("clientPort", "0");
		configuration.setProperty("admin.enableServer", "false");
		return configuration;
	}

}
