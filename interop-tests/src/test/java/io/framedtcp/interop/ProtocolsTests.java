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

import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that each recipe in docs/protocols.md is tried against its server.
 */
class ProtocolsTests {

	@Test
	void eachRecipeHasItsTestsAndNoTestsAreWithoutRecipe() {
		List<String> headings = Recipe.all().stream().map(Recipe::heading).toList();
		assertThat(headings).isNotEmpty().doesNotHaveDuplicates();
		assertThat(tested()).containsExactlyInAnyOrderElementsOf(headings);
	}

	/** A recipe may be tried with several servers. */
	private List<String> tested() {
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false) {

			/** Nested test classes count as well. */
			@Override
			protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
				return true;
			}

		};
		scanner.addIncludeFilter(new AnnotationTypeFilter(RecipeFor.class));
		return scanner.findCandidateComponents(getClass().getPackageName())
			.stream()
			.map((definition) -> ((AnnotatedBeanDefinition) definition).getMetadata())
			.map((metadata) -> metadata.getAnnotations().get(RecipeFor.class).getString("value"))
			.distinct()
			.toList();
	}

}
