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

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.unit.DataSize;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTemplateBuilder;
import io.framedtcp.autoconfigure.FramedTcpProperties.UnexpectedBytes.Policy;
import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PingSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.config.TlsSettings;
import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.framing.ContentLengthFraming;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.framing.RecordMarkingFraming;
import io.framedtcp.internal.PropertyNames;
import io.framedtcp.spi.Ping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each default is one value, in the properties and in the library. Those of the metadata
 * are compared with the properties in {@link ConfigurationMetadataTests}.
 */
class DefaultsTests {

	/** Switches, and numbers that a builder asks for whenever it is used. */
	private static final Set<String> OF_PROPERTIES_ONLY = Set.of("shared.enabled", "initializer.greeting",
			"framing.length-field.second.size", "framing.length-field.second.unit");

	private static final FramedTcpProperties PROPERTIES = new Binder((name) -> null).bindOrCreate("framed-tcp",
			FramedTcpProperties.class);

	@Test
	void everyDefaultIsThatOfTheLibrary() {
		Map<String, Object> library = library();
		values("", PROPERTIES).forEach((name, value) -> {
			boolean framing = name.startsWith("framing.") || name.startsWith("reply-framing.");
			if (!framing && !OF_PROPERTIES_ONLY.contains(name)) {
				assertThat(library).containsEntry(name, value);
			}
		});
	}

	@Test
	void defaultsOfFramingsAreThoseOfTheLibrary() {
		assertThat(PROPERTIES.replyFraming()).isEqualTo(PROPERTIES.framing());
		assertThat(framing(FramingType.LENGTH_FIELD)).usingRecursiveComparison()
			.isEqualTo(LengthFieldFraming.builder().build());
		assertThat(framing(FramingType.RECORD_MARKING)).usingRecursiveComparison()
			.isEqualTo(RecordMarkingFraming.builder().build());
		assertThat(framing(FramingType.CONTENT_LENGTH)).usingRecursiveComparison()
			.isEqualTo(ContentLengthFraming.bodyOnly());
	}

	@Test
	void namesInMessagesMayBeThoseOfAnyProperty() {
		for (RecordComponent component : FramedTcpProperties.class.getRecordComponents()) {
			String name = DataObjectPropertyName.toDashedForm(component.getName());
			String message = PropertyNames.of("Set framed-tcp." + name + ".", "framed-tcp.clients.payments.");
			assertThat(message)
				.isEqualTo("Set framed-tcp." + (name.equals("clients") ? "" : "clients.payments.") + name + ".");
		}
	}

	private static Framing framing(FramingType type) {
		return new FramingMapper(new PropertyCheck("framed-tcp."), "framing", PROPERTIES.framing(), 1024).map(type);
	}

	private static Map<String, Object> library() {
		Map<String, Object> defaults = new HashMap<>();
		ConnectionSettings connection = ConnectionSettings.builder().address("localhost", 9000).build();
		defaults.putAll(values("", connection));
		defaults.putAll(values("pool.", PoolSettings.builder().build()));
		SharedSettings shared = SharedSettings.builder().build();
		for (RecordComponent component : SharedProperties.class.getRecordComponents()) {
			Method accessor = ReflectionUtils.findMethod(SharedSettings.class, component.getName());
			if (accessor != null) {
				defaults.put("shared." + DataObjectPropertyName.toDashedForm(component.getName()),
						comparable(ReflectionUtils.invokeMethod(accessor, shared)));
			}
		}
		defaults.putAll(values("unexpected-bytes.", UnexpectedBytesPolicy.drain()));
		defaults.put("unexpected-bytes.policy",
				connection.unexpectedBytes().equals(UnexpectedBytesPolicy.discard()) ? Policy.DISCARD : Policy.DRAIN);
		Ping ping = Ping.of(new byte[1]);
		defaults.putAll(values("ping.", new PingSettings(ping)));
		defaults.put("ping.answered", ping.isAnswered());
		FramedTcpTemplateBuilder template = FramedTcpTemplate.builder("localhost", 9000);
		defaults.put("response-timeout", ReflectionTestUtils.getField(template, "responseTimeout"));
		defaults.put("idempotent", ReflectionTestUtils.getField(template, "idempotent"));
		defaults.put("ssl.verify-hostname", TlsSettings.builder(() -> null).build().isHostnameVerified());
		return defaults;
	}

	/**
	 * Returns what is set in a record and in those below it.
	 * @param prefix what the names begin with
	 * @param values the record
	 * @return the values by the names of properties
	 */
	private static Map<String, Object> values(String prefix, Record values) {
		Map<String, Object> found = new HashMap<>();
		for (RecordComponent component : values.getClass().getRecordComponents()) {
			String name = prefix + DataObjectPropertyName.toDashedForm(component.getName());
			Object value = comparable(ReflectionTestUtils.getField(values, component.getName()));
			if (value instanceof Record group) {
				found.putAll(values(name + ".", group));
			}
			else if (value != null && !List.of().equals(value) && !Map.of().equals(value)) {
				found.put(name, value);
			}
		}
		return found;
	}

	private static Object comparable(Object value) {
		Object size = (value instanceof DataSize bytes) ? bytes.toBytes() : value;
		return (size instanceof Integer number) ? Long.valueOf(number) : size;
	}

}
