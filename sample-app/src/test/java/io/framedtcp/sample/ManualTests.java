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

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.framedtcp.FramedTcpException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.autoconfigure.FramedTcpAutoConfiguration;
import io.framedtcp.autoconfigure.FramingProperties;
import io.framedtcp.autoconfigure.FramingType;
import io.framedtcp.autoconfigure.metrics.FramedTcpMetrics;
import io.framedtcp.autoconfigure.metrics.FramedTcpTimers;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.observation.FramedTcpObservationDocumentation;
import io.framedtcp.observation.FramedTcpObservations;
import io.framedtcp.test.Fault;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.Point;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the README and the files in docs are true.
 */
class ManualTests {

	private static final String RUN_COMMAND = "./mvnw spring-boot:run -pl sample-app -am\n";

	private static final String PAYMENTS_COMMAND = "./mvnw spring-boot:run -pl sample-app -am -Dspring-boot.run.profiles=iso8583\n";

	private static final String TEST_COMMAND = "./mvnw verify\n";

	private final Manual manual;

	ManualTests() throws IOException {
		this.manual = new Manual();
	}

	@Test
	void hasTheCommandsThatRunTheSampleAndTheTests() {
		assertThat(this.manual.blocks("shell")).contains(RUN_COMMAND, PAYMENTS_COMMAND, TEST_COMMAND);
	}

	@Test
	void testCommandIsWhatTheContinuousIntegrationRuns() throws IOException {
		assertThat(Files.readString(Manual.file(".ci/run"))).containsPattern("\\./mvnw( --\\S+)* verify\\n");
	}

	@Test
	void coordinatesAreThoseOfTheStarter() throws IOException {
		String pom = Files.readString(Manual.file("framed-tcp-spring-boot-starter/pom.xml"));
		String dependency = this.manual.blocks("xml").get(0);
		for (String element : List.of("groupId", "artifactId", "version")) {
			String line = dependency.lines().filter((each) -> each.contains("<" + element + ">")).findFirst().get();
			assertThat(pom).contains(line.strip());
		}
	}

	@Test
	void propertiesExistWithTheDefaultsGiven() throws IOException {
		Map<String, String> defaults = propertyDefaults();
		assertThat(this.manual.table("Property")).isNotEmpty().allSatisfy((row) -> {
			String property = code(row.get(0));
			assertThat(defaults).containsKey(property);
			String given = row.get(1).equals("none") ? "" : code(row.get(1));
			assertThat(given).as(property).isEqualTo(defaults.get(property));
		});
	}

	@Test
	void noPropertyIsLeftOut() throws IOException {
		List<String> listed = this.manual.table("Property").stream().map((row) -> code(row.get(0))).distinct().toList();
		assertThat(propertyDefaults().keySet()).filteredOn((property) -> property.contains("framed"))
			.filteredOn((property) -> !isOptionOfReplies(property))
			.containsExactlyInAnyOrderElementsOf(listed);
	}

	@Test
	void framingOfRepliesHasTheOptionsAndDefaultsOfRequests() throws IOException {
		Map<String, String> defaults = propertyDefaults();
		Map<String, String> replies = new HashMap<>();
		defaults.forEach((property, value) -> {
			if (isOptionOfReplies(property)) {
				replies.put(property.replace(".reply-framing.", ".framing."), value);
			}
		});
		defaults.keySet().removeIf((property) -> !property.startsWith("framed-tcp.framing.") || isType(property));
		assertThat(replies).isNotEmpty().isEqualTo(defaults);
	}

	@Test
	void propertiesOfTheExampleExist() throws IOException {
		Map<String, String> defaults = propertyDefaults();
		for (String yaml : this.manual.blocks("yaml")) {
			YamlPropertiesFactoryBean factory = new YamlPropertiesFactoryBean();
			factory.setResources(new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
			Properties properties = factory.getObject();
			assertThat(properties).isNotNull();
			assertThat(properties.keySet()).filteredOn((property) -> ((String) property).startsWith("framed-tcp."))
				.isNotEmpty()
				.allSatisfy((property) -> assertThat(defaults).containsKey(asOfTheDefaultClient((String) property)));
		}
	}

	@Test
	void framingExamplesAreFramesOfTheirSettings() {
		assertThat(this.manual.table("Server")).isNotEmpty().allSatisfy((row) -> {
			Framing framing = framing(row);
			byte[] frame = HexFormat.ofDelimiter(" ").parseHex(code(row.get(7)));
			byte[] payload = reader(frame).readFrame(framing);
			assertThat(payload).hasSizeGreaterThanOrEqualTo(2)
				.endsWith(frame[frame.length - 2], frame[frame.length - 1]);
			ByteBuffer encoded = ByteBuffer.allocate(frame.length);
			EncodedFrame.of(payload, framing, frame.length).copyTo(encoded);
			assertThat(encoded.array()).isEqualTo(frame);
		});
	}

	@Test
	void furtherFramingExamplesAreFramesOfTheirKeys() {
		assertThat(this.manual.table("Frames of")).isNotEmpty().allSatisfy((row) -> {
			byte[] frame = HexFormat.ofDelimiter(" ").parseHex(code(row.get(2)));
			String payload = row.get(3).equals("all of it") ? row.get(2) : row.get(3);
			String[] keys = Arrays.stream(row.get(1).split(", "))
				.map((key) -> "framed-tcp.framing.length-field." + code(key).replaceFirst(": ", "=").replace("\"", ""))
				.toArray(String[]::new);
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class))
				.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=9000")
				.withPropertyValues(keys)
				.run((context) -> {
					Framing framing = context.getBean(Framing.class);
					byte[] decoded = reader(frame).readFrame(framing);
					assertThat(HexFormat.ofDelimiter(" ").formatHex(decoded)).isEqualTo(code(payload));
					ByteBuffer encoded = ByteBuffer.allocate(frame.length);
					EncodedFrame.of(decoded, framing, frame.length).copyTo(encoded);
					assertThat(encoded.array()).isEqualTo(frame);
				});
		});
	}

	@Test
	void exceptionsAreAllThatThereAre() {
		List<String> listed = this.manual.table("Exception").stream().map((row) -> code(row.get(0))).toList();
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AssignableTypeFilter(FramedTcpException.class));
		List<String> existing = scanner.findCandidateComponents(FramedTcpException.class.getPackageName())
			.stream()
			.map(BeanDefinition::getBeanClassName)
			.map(ClassUtils::getShortName)
			.toList();
		assertThat(listed).containsExactlyInAnyOrderElementsOf(existing);
	}

	@Test
	void metersAreAllThatThereAre() {
		List<String> listed = this.manual.table("Meter")
			.stream()
			.map((row) -> code(row.get(0)) + " " + row.get(1))
			.toList();
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(registry));
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
					.listener(new FramedTcpTimers(registry))
					.observations(FramedTcpObservations.to(observations))
					.build();
				FramedTcpTemplate sharing = FramedTcpTemplate.builder(server.host(), server.port())
					.client("shared")
					.shared(SharedSettings.Builder::inOrder)
					.build()) {
			new FramedTcpMetrics(template.getPool()).bindTo(registry);
			new FramedTcpMetrics(sharing.getPool()).bindTo(registry);
			template.sendAndReceive(new byte[1]);
			List<String> existing = registry.getMeters().stream().map(Meter::getId).map(this::nameAndKind).toList();
			assertThat(listed).containsExactlyInAnyOrderElementsOf(existing.stream().distinct().toList());
		}
	}

	@Test
	void keysOfObservationsAreAllThatThereAre() {
		assertThat(keys("low"))
			.containsExactlyElementsOf(keys(FramedTcpObservationDocumentation.EXCHANGE.getLowCardinalityKeyNames()));
		assertThat(keys("high"))
			.containsExactlyElementsOf(keys(FramedTcpObservationDocumentation.EXCHANGE.getHighCardinalityKeyNames()));
	}

	@Test
	void framingsAreAllThatThereAre() {
		assertThat(this.manual.table("`type`")).extracting((row) -> code(row.get(0)))
			.containsExactlyElementsOf(Arrays.stream(FramingType.values()).map(ManualTests::asInProperties).toList());
	}

	@Test
	void encodingsOfALengthAreAllThatThereAre() {
		assertThat(this.manual.table("`encoding`")).extracting((row) -> code(row.get(0)))
			.containsExactlyElementsOf(
					Arrays.stream(FramingProperties.Encoding.values()).map(ManualTests::asInProperties).toList());
	}

	@Test
	void pointsAreAllThatThereAre() {
		assertThat(this.manual.table("Point")).extracting((row) -> code(row.get(0)))
			.containsExactlyElementsOf(Arrays.stream(Point.values()).map(Point::name).toList());
	}

	@Test
	void faultsAreAllThatThereAreWithTheirPoints() throws Exception {
		Map<String, Set<Point>> faults = new HashMap<>();
		for (Method method : Fault.class.getMethods()) {
			if (method.getReturnType() == Fault.class) {
				faults.put(method.getName(), fault(method).points());
			}
		}
		Map<String, Set<Point>> listed = this.manual.table("Fault", "What the server does")
			.stream()
			.collect(Collectors.toMap((row) -> code(row.get(0)).replaceAll("\\(.*", ""), (row) -> points(row.get(2))));
		assertThat(listed).isEqualTo(faults);
	}

	@Test
	void javaExamplesCompile() throws IOException {
		List<String> examples = this.manual.javaExamples();
		assertThat(examples).isNotEmpty();
		for (String example : examples) {
			assertThat(new JavaExample(example).compile()).as(example).isEmpty();
		}
	}

	@Test
	void linksLeadSomewhere() {
		assertThat(this.manual.brokenLinks()).isEmpty();
	}

	private List<String> keys(String cardinality) {
		return this.manual.table("Key", "Cardinality")
			.stream()
			.filter((row) -> row.get(1).equals(cardinality))
			.flatMap((row) -> Arrays.stream(row.get(0).split(", ")))
			.map(this::code)
			.toList();
	}

	private static List<String> keys(KeyName[] names) {
		return Arrays.stream(names).map(KeyName::asString).toList();
	}

	private static boolean isOptionOfReplies(String property) {
		return property.startsWith("framed-tcp.reply-framing.") && !isType(property);
	}

	private static boolean isType(String property) {
		return property.endsWith("framing.type");
	}

	private static String asOfTheDefaultClient(String property) {
		// A list of groups is one property.
		return property.replaceFirst("^framed-tcp\\.clients\\.[a-z-]+\\.", "framed-tcp.")
			.replaceFirst("\\[\\d+].*", "");
	}

	private Map<String, String> propertyDefaults() throws IOException {
		Map<String, String> defaults = new HashMap<>();
		for (Resource metadata : new PathMatchingResourcePatternResolver()
			.getResources("classpath*:META-INF/spring-configuration-metadata.json")) {
			JsonNode properties = JsonMapper.shared()
				.readTree(metadata.getContentAsString(StandardCharsets.UTF_8))
				.path("properties");
			for (JsonNode property : properties) {
				defaults.put(property.path("name").asString(), property.path("defaultValue").asString(""));
			}
		}
		return defaults;
	}

	private static String asInProperties(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	private Fault fault(Method method) throws ReflectiveOperationException {
		Map<Class<?>, Object> samples = Map.of(int.class, 2, long.class, 1L, Duration.class, Duration.ofSeconds(1),
				byte[].class, new byte[1], int[].class, new int[1]);
		return (Fault) method.invoke(null, Arrays.stream(method.getParameterTypes()).map(samples::get).toArray());
	}

	private Set<Point> points(String cell) {
		EnumSet<Point> named = EnumSet.noneOf(Point.class);
		Pattern.compile("[A-Z_]{2,}").matcher(cell).results().forEach((name) -> named.add(Point.valueOf(name.group())));
		return cell.startsWith("anywhere") ? EnumSet.complementOf(named) : named;
	}

	private Framing framing(List<String> row) {
		assertThat(row.get(3)).isIn("big-endian", "little-endian");
		return LengthFieldFraming.builder()
			.offset(Integer.parseInt(row.get(1)))
			.size(Integer.parseInt(row.get(2)))
			.byteOrder(row.get(3).equals("big-endian") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
			.adjustment(Integer.parseInt(row.get(4)))
			.marker(HexFormat.of().parseHex(row.get(5)))
			.keepHeader(Boolean.parseBoolean(row.get(6)))
			.build();
	}

	private FrameReader reader(byte[] bytes) {
		ByteBuffer source = ByteBuffer.wrap(bytes);
		return new FrameReader((target) -> {
			int count = source.remaining();
			target.put(source);
			return (count > 0) ? count : -1;
		}, bytes.length);
	}

	private String nameAndKind(Meter.Id id) {
		return id.getName() + " " + id.getType().name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

	private String code(String cell) {
		assertThat(cell).startsWith("`").endsWith("`");
		return cell.substring(1, cell.length() - 1);
	}

}
