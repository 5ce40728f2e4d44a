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

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.ReflectionUtils;

import io.framedtcp.framing.LengthFieldFraming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Tests for the configuration metadata that the build generates, which editors complete
 * property names from.
 */
class ConfigurationMetadataTests {

	private static final Set<String> WITHOUT_DEFAULT = Set.of("framed-tcp.host", "framed-tcp.port",
			"framed-tcp.addresses", "framed-tcp.clients", "framed-tcp.framing.length-field.marker",
			"framed-tcp.pool.max-idle", "framed-tcp.pool.max-waiting", "framed-tcp.socket.send-buffer-size",
			"framed-tcp.socket.receive-buffer-size", "framed-tcp.matcher.length", "framed-tcp.matcher.request-offset",
			"framed-tcp.matcher.reply-offset", "framed-tcp.ping.payload", "framed-tcp.framing.delimiter.start",
			"framed-tcp.framing.delimiter.end", "framed-tcp.framing.fixed-size.size",
			"framed-tcp.framing.length-field.marker-behind", "framed-tcp.framing.length-field.second.offset",
			"framed-tcp.reply-framing.length-field.marker-behind",
			"framed-tcp.reply-framing.length-field.second.offset", "framed-tcp.reply-frames.count",
			"framed-tcp.reply-frames.last", "framed-tcp.reply-frames.last-mask", "framed-tcp.reply-frames.last-offset",
			"framed-tcp.reply-frames.last-pattern", "framed-tcp.framing.record-marking.fragment-size",
			"framed-tcp.reply-framing.type", "framed-tcp.reply-framing.length-field.marker",
			"framed-tcp.reply-framing.delimiter.start", "framed-tcp.reply-framing.delimiter.end",
			"framed-tcp.reply-framing.fixed-size.size", "framed-tcp.reply-framing.record-marking.fragment-size",
			"framed-tcp.ssl.enabled", "framed-tcp.ssl.bundle", "framed-tcp.initializer.preamble",
			"framed-tcp.initializer.preamble-reply", "framed-tcp.initializer.login",
			"framed-tcp.initializer.login-reply", "framed-tcp.initializer.steps", "framed-tcp.farewell.send",
			"framed-tcp.farewell.send-text", "framed-tcp.farewell.write", "framed-tcp.farewell.write-text",
			"framed-tcp.matcher.pattern", "framed-tcp.matcher.reply-pattern", "framed-tcp.matcher.unsolicited.offset",
			"framed-tcp.matcher.unsolicited.values", "framed-tcp.matcher.unsolicited.mask", "framed-tcp.batch.window",
			"framed-tcp.shared.assign-ids.offset", "framed-tcp.shared.assign-ids.length",
			"framed-tcp.socket.keep-alive-idle", "framed-tcp.socket.keep-alive-interval",
			"framed-tcp.socket.keep-alive-count", "framed-tcp.socket.local-address", "framed-tcp.ssl.server-name",
			"framed-tcp.proxy.type", "framed-tcp.proxy.host", "framed-tcp.proxy.port", "framed-tcp.proxy.username",
			"framed-tcp.proxy.password", "framed-tcp.proxy-protocol");

	private final Map<String, Map<String, Object>> properties = new HashMap<>();

	private List<Map<String, Object>> hints;

	@BeforeEach
	void readMetadata() throws IOException, URISyntaxException {
		Path classes = Path.of(FramedTcpProperties.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		DocumentContext metadata = JsonPath
			.parse(classes.resolve("META-INF/spring-configuration-metadata.json").toFile());
		List<Map<String, Object>> properties = metadata.read("$.properties");
		this.hints = metadata.read("$.hints");
		properties.forEach((property) -> this.properties.put((String) property.get("name"), property));
	}

	@Test
	void everyPropertyHasTypeAndDescription() {
		assertThat(this.properties).isNotEmpty().allSatisfy((name, attributes) -> {
			assertThat(attributes).containsKey("type");
			assertThat((String) attributes.get("description")).isNotBlank().endsWith(".");
		});
	}

	@Test
	void everyPropertyButThoseWithoutHasADefault() {
		assertThat(this.properties).isNotEmpty()
			.allSatisfy((name, attributes) -> assertThat(attributes.get("defaultValue") != null)
				.isNotEqualTo(WITHOUT_DEFAULT.contains(name)));
	}

	@Test
	void everySettablePropertyIsDescribed() {
		Set<String> settable = values("framed-tcp", bind(Map.of())).keySet();
		assertThat(settable).hasSizeGreaterThan(20).contains("framed-tcp.framing.length-field.byte-order");
		assertThat(this.properties.keySet()).filteredOn((name) -> name.startsWith("framed-tcp."))
			.containsAll(settable)
			.hasSize(settable.size() + 1)
			.contains("framed-tcp.strict");
	}

	@Test
	void healthSwitchIsDescribed() {
		assertThat(this.properties.get("management.health.framedtcp.enabled"))
			.containsEntry("type", "java.lang.Boolean")
			.containsEntry("defaultValue", true);
	}

	@Test
	void defaultsAreShownAsUsersWouldWriteThem() {
		assertThat(this.properties.get("framed-tcp.connect-timeout")).containsEntry("defaultValue", "2s");
		assertThat(this.properties.get("framed-tcp.max-frame-size")).containsEntry("defaultValue", "1MB");
		assertThat(this.properties.get("framed-tcp.framing.length-field.byte-order")).containsEntry("defaultValue",
				"big-endian");
		assertThat(this.properties.get("framed-tcp.shared.max-in-flight-bytes")).containsEntry("defaultValue", "8MB");
		assertThat(this.properties.get("framed-tcp.shared.enabled")).containsEntry("defaultValue", false);
	}

	@Test
	void defaultsAreThoseOfTheClasses() {
		Map<String, Object> defaults = new HashMap<>();
		this.properties.forEach((name, attributes) -> {
			if (name.startsWith("framed-tcp.") && !name.equals("framed-tcp.strict")
					&& attributes.get("defaultValue") != null) {
				defaults.put(name, attributes.get("defaultValue"));
			}
		});
		// The class has none, since for replies there is none.
		assertThat(defaults.remove("framed-tcp.framing.type")).isEqualTo("length-field");
		assertThat(bind(defaults)).usingRecursiveComparison().isEqualTo(bind(Map.of()));
		assertThat(new SettingsMapper(bind(Map.of())).framing()).isInstanceOf(LengthFieldFraming.class);
	}

	@Test
	void whatHasNoDefaultIsNotSetInTheClassesEither() {
		Map<String, Object> values = values("framed-tcp", bind(Map.of()));
		assertThat(WITHOUT_DEFAULT).allSatisfy((name) -> assertThat(values.get(name)).isIn(null, List.of(), Map.of()));
	}

	@Test
	void everyHintIsForAPropertyAndLeavesOtherValuesToTheUser() {
		assertThat(this.hints).isNotEmpty().allSatisfy((hint) -> {
			assertThat(this.properties).containsKey((String) hint.get("name"));
			assertThat(hint.get("providers")).isEqualTo(List.of(Map.of("name", "any")));
		});
	}

	@Test
	@SuppressWarnings("unchecked")
	void everyValueOfAHintIsDescribedAndCanBeSet() {
		assertThat(this.hints).isNotEmpty().allSatisfy((hint) -> {
			String name = (String) hint.get("name");
			assertThat((List<Map<String, Object>>) hint.get("values")).isNotEmpty().allSatisfy((value) -> {
				assertThat((String) value.get("description")).endsWith(".");
				assertThatCode(() -> framing(name, value.get("value"))).as(name).doesNotThrowAnyException();
			});
		});
	}

	/**
	 * Make the framing of a property, which checks its value.
	 * @param name full name of the property
	 * @param value its value
	 */
	private static void framing(String name, Object value) {
		String group = name.replace("framed-tcp.reply-framing", "framed-tcp.framing");
		Map<String, Object> properties = new HashMap<>();
		properties.put("framed-tcp.framing.type", group.contains(".delimiter.") ? "delimiter" : "length-field");
		if (group.contains(".delimiter.")) {
			properties.put("framed-tcp.framing.delimiter.end", "0a");
		}
		properties.put(group, value);
		new SettingsMapper(bind(properties)).framing();
	}

	private static FramedTcpProperties bind(Map<String, Object> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("framed-tcp",
				FramedTcpProperties.class);
	}

	private static Map<String, Object> values(String prefix, Record properties) {
		Map<String, Object> values = new HashMap<>();
		for (RecordComponent component : properties.getClass().getRecordComponents()) {
			String name = prefix + "." + DataObjectPropertyName.toDashedForm(component.getName());
			Object value = ReflectionUtils.invokeMethod(component.getAccessor(), properties);
			if (value instanceof Record group) {
				values.putAll(values(name, group));
			}
			else {
				values.put(name, value);
			}
		}
		return values;
	}

}
