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

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.aot.BeanInstanceSupplier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigUtils;
import org.springframework.context.annotation.Bean;

import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.autoconfigure.AutoConfigureFramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that what the build generates ahead of time does what it is for: with it a test,
 * and the application as {@code main} starts it, need no configuration classes.
 */
@Tag("ahead-of-time")
@SpringBootTest
@AutoConfigureFramedTcpServer
@ExtendWith(OutputCaptureExtension.class)
@EnabledIfSystemProperty(named = "spring.aot.enabled", matches = "true")
class AheadOfTimeTests {

	@Test
	void contextOfTheTestWasGenerated(@Autowired ConfigurableListableBeanFactory beans, @Autowired PriceDesk desk) {
		assertThat(AotDetector.useGeneratedArtifacts()).isTrue();
		assertGenerated(beans, "priceDesk");
		assertGenerated(beans, "framedTcpTemplate");
		assertThat(desk.quote("ACME")).isEqualTo(new Quote("ACME", new BigDecimal("1.00")));
	}

	@Test
	void contextOfTheMainMethodWasGenerated(CapturedOutput output) {
		try (Desk desk = new Desk()) {
			assertThat(output).contains("Starting AOT-processed PriceDeskApplication");
			assertThat(desk.get("quotes/ACME")).hasStatusOk();
		}
	}

	private static void assertGenerated(ConfigurableListableBeanFactory beans, String name) {
		assertThat(((RootBeanDefinition) beans.getMergedBeanDefinition(name)).getInstanceSupplier())
			.isInstanceOf(BeanInstanceSupplier.class);
		assertThat(beans.containsBean(AnnotationConfigUtils.CONFIGURATION_ANNOTATION_PROCESSOR_BEAN_NAME)).isFalse();
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class PriceServers {

		@Bean
		FramedTcpServer priceServer() {
			return FramedTcpServer.answering((symbol) -> (new String(symbol, StandardCharsets.UTF_8) + " 1.00")
				.getBytes(StandardCharsets.UTF_8));
		}

	}

}
