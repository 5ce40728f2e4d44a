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

package io.framedtcp;

import java.io.IOException;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

class ArchitectureTests {

	private static final String TEMPLATE = "io.framedtcp";

	private static final String POOL = "io.framedtcp.pool..";

	private static final String CONNECTION = "io.framedtcp.connection..";

	private static final String FRAMING = "io.framedtcp.framing..";

	/**
	 * By place and not by package: our server for tests has a package of the same root.
	 */
	private static final JavaClasses CLASSES = new ClassFileImporter()
		.importUrl(FramedTcpTemplate.class.getProtectionDomain().getCodeSource().getLocation());

	@Test
	void arrowsRunFromTheTemplateToThePoolToTheConnectionToTheFraming() {
		Architectures.layeredArchitecture()
			.consideringOnlyDependenciesInLayers()
			.ensureAllClassesAreContainedInArchitecture()
			.layer("template")
			.definedBy(TEMPLATE)
			.layer("pool")
			.definedBy(POOL)
			.layer("connection")
			.definedBy(CONNECTION)
			.layer("framing")
			.definedBy(FRAMING)
			.whereLayer("template")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("pool")
			.mayOnlyBeAccessedByLayers("template")
			.whereLayer("connection")
			.mayOnlyBeAccessedByLayers("template", "pool")
			.check(CLASSES);
	}

	@Test
	void packagesAreFreeOfCycles() {
		SlicesRuleDefinition.slices().matching("io.(**)").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void onlyTheTemplateKnowsSpring() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAnyPackage(POOL, CONNECTION, FRAMING)
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework..")
			.check(CLASSES);
	}

	@Test
	void nothingKnowsSpringBoot() {
		ArchRuleDefinition.noClasses()
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.boot..")
			.check(CLASSES);
	}

	@Test
	void framingDoesNoInputOrOutput() {
		DescribedPredicate<JavaClass> harmless = JavaClass.Predicates
			.resideInAnyPackage(FRAMING, "java.lang..", "java.util..", "java.nio", "org.jspecify.annotations")
			.or(JavaClass.Predicates.assignableTo(IOException.class));
		ArchRuleDefinition.classes()
			.that()
			.resideInAPackage(FRAMING)
			.should()
			.onlyDependOnClassesThat(harmless)
			.check(CLASSES);
	}

}
