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

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.framedtcp.framing.Framing;
import io.framedtcp.internal.Checks;
import io.framedtcp.internal.MaskedBytes;
import io.framedtcp.internal.PayloadText;
import io.framedtcp.internal.connection.Batch;

import static org.assertj.core.api.Assertions.assertThat;

class ArchitectureTests {

	private static final String INTERNAL = "io.framedtcp.internal";

	private static final String FRAMING = "io.framedtcp.framing";

	/** An import of ours; the group is the package. */
	private static final Pattern IMPORT = Pattern.compile("^import (?:static )?(io\\.framedtcp(?:\\.[a-z]\\w*)*)\\.",
			Pattern.MULTILINE);

	/** The modules that are built upon the internals. */
	private static final Set<String> MAY_USE_INTERNALS = Set.of("framed-tcp-core", "benchmarks");

	/**
	 * The internal types that the other modules use, all of them and no more.
	 */
	private static final Map<String, Set<String>> USED_INTERNALS = Map.of("framed-tcp-spring-boot-autoconfigure",
			Set.of("io.framedtcp.internal.PropertyNames", "io.framedtcp.internal.SetupFailedException",
					"io.framedtcp.internal.UnsupportedVersionException", "io.framedtcp.internal.framing.EncodedFrame",
					"io.framedtcp.internal.shared.ConnectionPools"));

	private static final Pattern INTERNAL_NAME = Pattern.compile("\\bio\\.framedtcp\\.internal\\b[\\w.]*(\\.\\*)?");

	/**
	 * The packages of ours that each package uses. A package or an arrow that is not here
	 * may not exist, and each one here does.
	 */
	private static final Map<String, Set<String>> ARROWS = Map.ofEntries(//
			Map.entry("io.framedtcp", Set.of("io.framedtcp.config", "io.framedtcp.framing", "io.framedtcp.internal",
					"io.framedtcp.internal.framing", "io.framedtcp.internal.connection",
					"io.framedtcp.internal.exchange", "io.framedtcp.internal.pool", "io.framedtcp.internal.shared",
					"io.framedtcp.observation", "io.framedtcp.pool", "io.framedtcp.spi")),
			Map.entry("io.framedtcp.config",
					Set.of("io.framedtcp.framing", "io.framedtcp.internal", "io.framedtcp.internal.framing",
							"io.framedtcp.spi")),
			Map.entry("io.framedtcp.framing", Set.of("io.framedtcp.internal")),
			Map.entry("io.framedtcp.internal", Set.of()),
			Map.entry("io.framedtcp.internal.framing", Set.of("io.framedtcp.framing")),
			Map.entry("io.framedtcp.internal.connect",
					Set.of("io.framedtcp.config", "io.framedtcp.framing", "io.framedtcp.internal",
							"io.framedtcp.internal.framing", "io.framedtcp.internal.connection",
							"io.framedtcp.internal.route", "io.framedtcp.internal.transport", "io.framedtcp.spi")),
			Map.entry("io.framedtcp.internal.connection",
					Set.of("io.framedtcp.config", "io.framedtcp.framing", "io.framedtcp.internal",
							"io.framedtcp.internal.framing", "io.framedtcp.internal.exchange",
							"io.framedtcp.internal.route", "io.framedtcp.internal.transport", "io.framedtcp.pool",
							"io.framedtcp.spi")),
			Map.entry("io.framedtcp.internal.exchange",
					Set.of("io.framedtcp.internal.framing", "io.framedtcp.internal.transport", "io.framedtcp.spi")),
			Map.entry("io.framedtcp.internal.pool", Set.of("io.framedtcp.config", "io.framedtcp.framing",
					"io.framedtcp.internal", "io.framedtcp.internal.framing", "io.framedtcp.internal.connect",
					"io.framedtcp.internal.connection", "io.framedtcp.internal.exchange", "io.framedtcp.internal.route",
					"io.framedtcp.internal.transport", "io.framedtcp.pool", "io.framedtcp.spi")),
			Map.entry("io.framedtcp.internal.route",
					Set.of("io.framedtcp.config", "io.framedtcp.internal", "io.framedtcp.spi")),
			Map.entry("io.framedtcp.internal.shared",
					Set.of("io.framedtcp.config", "io.framedtcp.framing", "io.framedtcp.internal",
							"io.framedtcp.internal.framing", "io.framedtcp.internal.connection",
							"io.framedtcp.internal.exchange", "io.framedtcp.internal.pool",
							"io.framedtcp.internal.transport", "io.framedtcp.pool", "io.framedtcp.spi")),
			Map.entry("io.framedtcp.internal.transport",
					Set.of("io.framedtcp.config", "io.framedtcp.framing", "io.framedtcp.internal",
							"io.framedtcp.internal.framing", "io.framedtcp.pool", "io.framedtcp.spi")),
			Map.entry("io.framedtcp.observation", Set.of("io.framedtcp.spi")),
			Map.entry("io.framedtcp.pool", Set.of("io.framedtcp.config", "io.framedtcp.spi")),
			Map.entry("io.framedtcp.spi", Set.of("io.framedtcp.framing", "io.framedtcp.internal")));

	/**
	 * By place and not by package: our server for tests has a package of the same root.
	 */
	private static final JavaClasses CLASSES = new ClassFileImporter()
		.importUrl(Framing.class.getProtectionDomain().getCodeSource().getLocation());

	@ParameterizedTest
	@MethodSource("packages")
	void packageUsesOnlyThoseBelowIt(String name) {
		assertThat(ARROWS).containsKey(name);
		Set<String> allowed = new HashSet<>(ARROWS.get(name));
		allowed.add(name);
		DescribedPredicate<JavaClass> below = DescribedPredicate.describe("are in " + new TreeSet<>(allowed),
				(used) -> allowed.contains(used.getPackageName())
						|| !(used.getPackageName() + ".").startsWith("io.framedtcp."));
		ArchRuleDefinition.classes()
			.that()
			.resideInAPackage(name)
			.should()
			.onlyDependOnClassesThat(below)
			.check(CLASSES);
	}

	@Test
	void everyArrowListedExists() {
		Map<String, Set<String>> unused = new TreeMap<>();
		ARROWS.forEach((name, allowed) -> {
			Set<String> missing = new TreeSet<>(allowed);
			CLASSES.stream()
				.filter((type) -> type.getPackageName().equals(name))
				.flatMap((type) -> type.getDirectDependenciesFromSelf().stream())
				.forEach((dependency) -> missing
					.remove(dependency.getTargetClass().getBaseComponentType().getPackageName()));
			if (!missing.isEmpty()) {
				unused.put(name, missing);
			}
		});
		assertThat(unused).isEmpty();
	}

	/**
	 * Classes do not show imports for Javadoc alone.
	 * @throws IOException if the sources cannot be read
	 */
	@Test
	void importsFollowTheArrows() throws IOException {
		Set<String> against = new TreeSet<>();
		Path root = Path.of("src/main/java");
		try (Stream<Path> files = Files.walk(root)) {
			files.filter((file) -> file.toString().endsWith(".java")).forEach((file) -> {
				String name = root.relativize(file.getParent()).toString().replace(File.separatorChar, '.');
				IMPORT.matcher(read(file))
					.results()
					.map((line) -> line.group(1))
					.filter((used) -> !used.equals(name) && !ARROWS.get(name).contains(used))
					.forEach((used) -> against.add(file.getFileName() + " imports from " + used));
			});
		}
		assertThat(against).isEmpty();
	}

	static Set<String> packages() {
		return CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
	}

	@Test
	void packagesAreFreeOfCycles() {
		SlicesRuleDefinition.slices().matching("io.(**)").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void onlyTheTemplateAndItsCallsKnowSpring() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackages("io.framedtcp", "io.framedtcp.observation")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework..")
			.check(CLASSES);
	}

	@Test
	void onlyTheTemplateAndItsCallsKnowObservation() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideOutsideOfPackages("io.framedtcp", "io.framedtcp.observation")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.micrometer..", "io.framedtcp.observation")
			.check(CLASSES);
	}

	@Test
	void callsReachAConnectionOnlyThroughTheirLease() {
		ArchRuleDefinition.noClasses()
			.that()
			.resideInAPackage("io.framedtcp")
			.should()
			.dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.framedtcp.internal.connection")
				.and(DescribedPredicate.not(JavaClass.Predicates.type(Batch.class))))
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
			.resideInAnyPackage(FRAMING, "java.lang..", "java.util..", "java.nio", "java.nio.charset",
					"org.jspecify.annotations")
			.or(JavaClass.Predicates.assignableTo(IOException.class))
			.or(JavaClass.Predicates.belongToAnyOf(Checks.class, MaskedBytes.class, PayloadText.class));
		ArchRuleDefinition.classes()
			.that()
			.resideInAPackage(FRAMING)
			.should()
			.onlyDependOnClassesThat(harmless)
			.check(CLASSES);
	}

	@Test
	void noSignatureThatUsersSeeShowsAnInternalType() {
		List<String> shown = CLASSES.stream()
			.filter(ArchitectureTests::isSeenByUsers)
			.flatMap(ArchitectureTests::internalTypesShownBy)
			.sorted()
			.toList();
		assertThat(shown).isEmpty();
	}

	@Test
	void typesThatUsersSeeArePublicOnPurpose() {
		Map<String, Set<String>> seen = CLASSES.stream()
			.filter(ArchitectureTests::isSeenByUsers)
			.filter((type) -> !type.isAnonymousClass() && !type.isLocalClass())
			.collect(Collectors.groupingBy(JavaClass::getPackageName, TreeMap::new,
					Collectors.mapping(ArchitectureTests::nameInPackage, Collectors.toCollection(TreeSet::new))));
		assertThat(seen).isEqualTo(PublicTypes.BY_PACKAGE);
	}

	private static String nameInPackage(JavaClass type) {
		return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
	}

	@Test
	void otherModulesUseOnlyTheInternalTypesListed() throws IOException {
		Map<String, Set<String>> used = new TreeMap<>();
		try (Stream<Path> files = Files.walk(Path.of(".."))) {
			files.filter((file) -> file.toString().endsWith(".java"))
				.map(Path::normalize)
				.filter((file) -> file.toString().contains("/src/main/"))
				.filter((file) -> !MAY_USE_INTERNALS.contains(file.getName(1).toString()))
				.forEach((file) -> INTERNAL_NAME.matcher(read(file))
					.results()
					.forEach((name) -> used.computeIfAbsent(file.getName(1).toString(), (module) -> new TreeSet<>())
						.add(name.group())));
		}
		assertThat(used).isEqualTo(USED_INTERNALS);
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isInternal(JavaClass type) {
		return (type.getPackageName() + ".").startsWith(INTERNAL + ".");
	}

	private static boolean isSeenByUsers(JavaClass type) {
		return !isInternal(type) && type.getModifiers().contains(JavaModifier.PUBLIC)
				&& type.getEnclosingClass().map(ArchitectureTests::isSeenByUsers).orElse(true);
	}

	private static Stream<String> internalTypesShownBy(JavaClass type) {
		Stream<String> parents = Stream.concat(type.getRawSuperclass().stream(), type.getRawInterfaces().stream())
			.filter(ArchitectureTests::isInternal)
			.map((parent) -> type.getName() + " is a " + parent.getName());
		Stream<String> members = type.getMembers()
			.stream()
			.filter((member) -> member.getModifiers().contains(JavaModifier.PUBLIC)
					|| member.getModifiers().contains(JavaModifier.PROTECTED))
			.filter((member) -> !member.getModifiers().contains(JavaModifier.SYNTHETIC))
			.flatMap((member) -> typesOf(member).filter(ArchitectureTests::isInternal)
				.map(HasName::getName)
				.map((name) -> member.getFullName() + " shows " + name));
		return Stream.concat(parents, members);
	}

	private static Stream<JavaClass> typesOf(JavaMember member) {
		if (member instanceof JavaField field) {
			return field.getType().getAllInvolvedRawTypes().stream();
		}
		JavaCodeUnit unit = (JavaCodeUnit) member;
		Stream<JavaType> signature = Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream());
		return Stream.concat(signature.flatMap((type) -> type.getAllInvolvedRawTypes().stream()),
				unit.getExceptionTypes().stream());
	}

}
