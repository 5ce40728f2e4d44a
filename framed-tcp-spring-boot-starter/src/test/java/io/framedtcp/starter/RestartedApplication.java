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

package io.framedtcp.starter;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.devtools.restart.Restarter;
import org.springframework.context.annotation.Bean;

import io.framedtcp.FramedTcpTemplate;

/**
 * An application with two clients, which DevTools restarts. Each generation prints what
 * is left of those before.
 */
@EnableAutoConfiguration
public class RestartedApplication {

	@Bean
	CommandLineRunner exchanges(FramedTcpTemplate template, @Qualifier("quotes") FramedTcpTemplate quotes) {
		return (args) -> {
			template.sendAndReceive(new byte[] { 1 });
			quotes.sendAndReceive(new byte[] { 2 });
			List<WeakReference<ClassLoader>> generations = generations();
			System.out.println("generation " + generations.size() + ": old threads " + oldThreads()
					+ ", old class loaders " + oldClassLoaders(generations));
			generations.add(new WeakReference<>(getClass().getClassLoader()));
		};
	}

	/**
	 * Start it, again for each generation.
	 * @param args its properties
	 */
	public static void main(String[] args) {
		if (RestartedApplication.class.getClassLoader() == ClassLoader.getSystemClassLoader()) {
			ForkedJvm.endWithInput(() -> Restarter.getInstance().restart());
		}
		SpringApplication.run(RestartedApplication.class, args);
	}

	@SuppressWarnings("unchecked")
	private static List<WeakReference<ClassLoader>> generations() {
		return (List<WeakReference<ClassLoader>>) Restarter.getInstance()
			.getOrAddAttribute("generations", ArrayList::new);
	}

	/**
	 * Find the threads of earlier generations that are left, and remember those of this
	 * one. They are known by their ids: threads that clients share have no class loader.
	 * @return their names
	 */
	@SuppressWarnings("unchecked")
	private static List<String> oldThreads() {
		Set<Long> known = (Set<Long>) Restarter.getInstance().getOrAddAttribute("threads", HashSet::new);
		List<Thread> threads = Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("framed-tcp-"))
			.toList();
		List<String> old = threads.stream()
			.filter((thread) -> known.contains(thread.getId()))
			.map(Thread::getName)
			.toList();
		threads.forEach((thread) -> known.add(thread.getId()));
		return old;
	}

	private static long oldClassLoaders(List<WeakReference<ClassLoader>> generations) {
		System.gc();
		return generations.stream().filter((generation) -> generation.get() != null).count();
	}

}
