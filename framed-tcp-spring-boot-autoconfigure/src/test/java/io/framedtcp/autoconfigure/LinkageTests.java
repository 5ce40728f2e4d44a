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

package io.framedtcp.autoconfigure;

import java.lang.invoke.VarHandle;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that all classes, methods and fields that the library uses exist and may be used.
 * The compiler has seen to that for one version of Spring Boot; this test is for the
 * others that it runs with.
 */
class LinkageTests {

	private final JavaClasses library = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("io.framedtcp");

	@Test
	void classesThatAreUsedExist() {
		assertThat(this.library.stream()
			.flatMap((type) -> type.getDirectDependenciesFromSelf().stream())
			.filter((dependency) -> !exists(dependency.getTargetClass()))
			.map((dependency) -> dependency.getDescription())).isEmpty();
	}

	@Test
	void methodsAndFieldsThatAreUsedExistAndMayBeUsed() {
		assertThat(this.library).hasSizeGreaterThan(100);
		assertThat(this.library.stream()
			.flatMap((type) -> type.getAccessesFromSelf().stream())
			.filter((access) -> !isDelegation(access) && !links(access))
			.map((access) -> access.getDescription())).isEmpty();
	}

	private static boolean exists(JavaClass type) {
		return type.getBaseComponentType().isPrimitive() || type.getBaseComponentType().getSource().isPresent();
	}

	private static boolean links(JavaAccess<?> access) {
		AccessTarget target = access.getTarget();
		// The methods of a VarHandle have the signature of their call.
		return target.getOwner().isArray() || target.getOwner().isEquivalentTo(VarHandle.class)
				|| target.resolveMember().map((member) -> mayBeUsed(access, member)).orElse(false);
	}

	/**
	 * Tells whether a method calls the one that it overrides, on another object. Nobody
	 * calls the former in a version that lacks the latter.
	 * @param access the call
	 * @return whether it is
	 */
	private static boolean isDelegation(JavaAccess<?> access) {
		return access.getOrigin().getName().equals(access.getTarget().getName())
				&& access.getOriginOwner().isAssignableTo(access.getTargetOwner().getName())
				&& access instanceof JavaMethodCall;
	}

	private static boolean mayBeUsed(JavaAccess<?> access, JavaMember member) {
		return isOurs(member.getOwner()) || member.getModifiers().contains(JavaModifier.PUBLIC)
				|| (member.getModifiers().contains(JavaModifier.PROTECTED)
						&& access.getOriginOwner().isAssignableTo(member.getOwner().getName()));
	}

	private static boolean isOurs(JavaClass type) {
		return type.getPackageName().startsWith("io.framedtcp");
	}

}
