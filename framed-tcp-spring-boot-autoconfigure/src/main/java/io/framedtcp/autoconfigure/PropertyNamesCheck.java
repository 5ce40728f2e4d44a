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

import java.util.List;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

import io.framedtcp.autoconfigure.UnreadProperties.Unread;

/**
 * Warns of properties under {@code framed-tcp} that nothing reads, or stops the start if
 * {@code framed-tcp.strict} is set. Runs before any property is bound, also in an
 * application processed ahead of time.
 */
final class PropertyNamesCheck implements BeanFactoryPostProcessor {

	static final ConfigurationPropertyName STRICT = FramedTcpClients.ROOT.append("strict");

	private static final Log logger = LogFactory.getLog(PropertyNamesCheck.class);

	private final Environment environment;

	/**
	 * Creates a check.
	 * @param environment environment with the properties
	 */
	PropertyNamesCheck(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		List<Unread> unread = new UnreadProperties(this.environment).find();
		if (unread.isEmpty()) {
			return;
		}
		if (isStrict()) {
			throw new ClientConfigurationException(
					unread.stream()
						.map((property) -> System.lineSeparator() + "    " + property)
						.collect(Collectors.joining("", "Nothing reads what is set by:" + System.lineSeparator(), "")),
					"Correct or remove it; or remove " + STRICT + ", to be warned only.", null);
		}
		unread.forEach((property) -> logger.warn("Nothing reads what is set by " + property
				+ ((property.meant() != null) ? "" : ".") + " To stop the start instead, set " + STRICT + "=true."));
	}

	private boolean isStrict() {
		return Binder.get(this.environment).bind(STRICT, Bindable.of(Boolean.class)).orElse(false);
	}

}
