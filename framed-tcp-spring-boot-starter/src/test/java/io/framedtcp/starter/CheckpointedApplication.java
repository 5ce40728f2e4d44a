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

import java.util.List;

import org.crac.Core;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import io.framedtcp.FramedTcpTemplate;

/**
 * An application with two clients, of which a checkpoint is taken.
 */
@EnableAutoConfiguration
public class CheckpointedApplication {

	@Bean
	List<FramedTcpTemplate> templates(FramedTcpTemplate template, @Qualifier("quotes") FramedTcpTemplate quotes) {
		return List.of(template, quotes);
	}

	/**
	 * Start it, and take a checkpoint unless that was done at the start. Ends the JVM if
	 * that fails, as Spring lets it live on.
	 * @param args its properties
	 */
	public static void main(String[] args) {
		ForkedJvm.endWithInput(() -> {
		});
		try {
			run(args);
		}
		catch (Exception ex) {
			ex.printStackTrace();
			Runtime.getRuntime().halt(2);
		}
	}

	private static void run(String... args) throws Exception {
		try (ConfigurableApplicationContext context = SpringApplication.run(CheckpointedApplication.class, args)) {
			exchange(context);
			if (System.getProperty("spring.context.checkpoint") == null) {
				Core.checkpointRestore();
				exchange(context);
			}
		}
	}

	@SuppressWarnings("unchecked")
	private static void exchange(ConfigurableApplicationContext context) {
		for (FramedTcpTemplate template : (List<FramedTcpTemplate>) context.getBean("templates")) {
			System.out
				.println(template.getPool().client() + ": " + template.convertSendAndReceive("hello", String.class));
		}
	}

}
