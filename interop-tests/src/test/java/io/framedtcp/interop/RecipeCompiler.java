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

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Compiles the classes of a recipe in memory, with every warning an error.
 */
final class RecipeCompiler extends ClassLoader {

	private static final List<String> OPTIONS = List.of("-proc:none", "-Xlint:all", "-Werror", "-parameters",
			"-classpath", System.getProperty("java.class.path"));

	private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

	/** Shared, as it opens all jars of the class path. */
	private static final JavaFileManager LIBRARIES = COMPILER.getStandardFileManager(null, null, null);

	private final Map<String, Bytes> compiled = new HashMap<>();

	private RecipeCompiler() {
		super(RecipeCompiler.class.getClassLoader());
	}

	/**
	 * Compile classes and load them.
	 * @param sources the source code, each with its imports
	 * @return the classes and all that they contain
	 */
	static Class<?>[] compile(List<String> sources) {
		RecipeCompiler loader = new RecipeCompiler();
		sources.forEach(loader::compile);
		return loader.compiled.keySet().stream().sorted().map(loader::load).toArray(Class<?>[]::new);
	}

	@Override
	protected Class<?> findClass(String name) throws ClassNotFoundException {
		if (!this.compiled.containsKey(name)) {
			throw new ClassNotFoundException(name);
		}
		byte[] code = this.compiled.get(name).bytes.toByteArray();
		return defineClass(name, code, 0, code.length);
	}

	private Class<?> load(String name) {
		try {
			return loadClass(name);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void compile(String source) {
		StringWriter messages = new StringWriter();
		JavaFileManager files = new Files(LIBRARIES);
		if (!COMPILER.getTask(messages, files, null, OPTIONS, null, List.of(new Source(source))).call()) {
			throw new IllegalArgumentException(messages.toString());
		}
	}

	/**
	 * Keeps what is compiled in memory.
	 */
	private final class Files extends ForwardingJavaFileManager<JavaFileManager> {

		Files(JavaFileManager files) {
			super(files);
		}

		@Override
		public JavaFileObject getJavaFileForOutput(Location location, String name, JavaFileObject.Kind kind,
				FileObject sibling) {
			Bytes bytes = new Bytes(name);
			RecipeCompiler.this.compiled.put(name, bytes);
			return bytes;
		}

	}

	/**
	 * Source code in memory.
	 */
	private static final class Source extends SimpleJavaFileObject {

		private final String code;

		Source(String code) {
			super(URI.create("string:///Recipe.java"), Kind.SOURCE);
			this.code = code;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.code;
		}

	}

	/**
	 * A compiled class in memory.
	 */
	private static final class Bytes extends SimpleJavaFileObject {

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		Bytes(String name) {
			super(URI.create("string:///" + name + ".class"), Kind.CLASS);
		}

		@Override
		public OutputStream openOutputStream() {
			return this.bytes;
		}

	}

}
