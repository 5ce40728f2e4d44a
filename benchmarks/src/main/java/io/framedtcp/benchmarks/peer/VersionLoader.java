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

package io.framedtcp.benchmarks.peer;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.framedtcp.FramedTcpTemplate;

/**
 * Loads one version of this library, its dependencies and its {@link VersionClient},
 * apart from those of all other versions. The compiler then knows as much of one version
 * as of the other: no profile is shared, in the library or in its dependencies.
 */
public final class VersionLoader extends URLClassLoader {

	private static final String LIBRARY = "io.framedtcp.";

	private static final String CLIENT = VersionClient.class.getName();

	/** What versions and benchmarks both use. */
	private static final Set<String> SHARED = Set.of(Client.class.getName(), BatchClient.class.getName(),
			LibraryClient.class.getName(), Target.class.getName());

	private final ClassLoader benchmarks = Objects.requireNonNull(VersionLoader.class.getClassLoader());

	private VersionLoader(Path jar) throws MalformedURLException {
		super(new URL[] { jar.toUri().toURL() }, dependencies());
	}

	/**
	 * Open a client of a version.
	 * @param jar the core jar of this version, or a directory with its classes
	 * @param target what the client is to talk to
	 * @return the client, to be closed after use
	 */
	@SuppressWarnings("resource")
	public static LibraryClient open(Path jar, Target target) {
		try {
			// Classes are loaded as long as the client is used.
			return (LibraryClient) new VersionLoader(jar).loadClass(CLIENT)
				.getConstructor(Target.class)
				.newInstance(target);
		}
		catch (InvocationTargetException | LinkageError ex) {
			throw new IllegalStateException(jar + " is no version that " + CLIENT + " can call", ex);
		}
		catch (ReflectiveOperationException | MalformedURLException ex) {
			throw new IllegalStateException(jar + " cannot be loaded", ex);
		}
	}

	/**
	 * Return where the library of this class path is.
	 * @return its jar, or a directory with its classes
	 */
	public static Path present() {
		try {
			return Path.of(FramedTcpTemplate.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException("Not a file", ex);
		}
	}

	@Override
	protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
		if (SHARED.contains(name)) {
			return this.benchmarks.loadClass(name);
		}
		if (!name.startsWith(LIBRARY)) {
			return super.loadClass(name, resolve);
		}
		synchronized (getClassLoadingLock(name)) {
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : findClass(name);
		}
	}

	@Override
	protected Class<?> findClass(String name) throws ClassNotFoundException {
		if (!name.equals(CLIENT)) {
			return super.findClass(name);
		}
		try (InputStream file = this.benchmarks.getResourceAsStream(name.replace('.', '/') + ".class")) {
			byte[] bytes = Objects.requireNonNull(file).readAllBytes();
			return defineClass(name, bytes, 0, bytes.length);
		}
		catch (IOException ex) {
			throw new ClassNotFoundException(name, ex);
		}
	}

	private static ClassLoader dependencies() throws MalformedURLException {
		List<URL> urls = new ArrayList<>();
		for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
			urls.add(Path.of(entry).toUri().toURL());
		}
		return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
	}

}
