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

import org.junit.jupiter.api.Nested;
import org.springframework.integration.ip.tcp.serializer.AbstractByteArraySerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayCrLfSerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayLengthHeaderSerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayLfSerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArraySingleTerminatorSerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayStxEtxSerializer;

/**
 * Tests with the serializers of Spring Integration.
 */
class IntegrationTests {

	private static AbstractByteArraySerializer inclusive() {
		ByteArrayLengthHeaderSerializer serializer = new ByteArrayLengthHeaderSerializer(2);
		serializer.setInclusive(true);
		return serializer;
	}

	@Nested
	@RecipeFor("ByteArrayCrLfSerializer")
	class CrLf extends IntegrationContract {

		CrLf() {
			super(new ByteArrayCrLfSerializer());
		}

	}

	@Nested
	@RecipeFor("ByteArrayLfSerializer")
	class Lf extends IntegrationContract {

		Lf() {
			super(new ByteArrayLfSerializer());
		}

	}

	@Nested
	@RecipeFor("ByteArrayStxEtxSerializer")
	class StxEtx extends IntegrationContract {

		StxEtx() {
			super(new ByteArrayStxEtxSerializer());
		}

	}

	@Nested
	@RecipeFor("ByteArraySingleTerminatorSerializer")
	class SingleTerminator extends IntegrationContract {

		SingleTerminator() {
			super(new ByteArraySingleTerminatorSerializer((byte) 0x1e));
		}

	}

	@Nested
	@RecipeFor("ByteArrayLengthHeaderSerializer, four bytes")
	class FourBytes extends IntegrationContract {

		FourBytes() {
			super(new ByteArrayLengthHeaderSerializer());
		}

	}

	@Nested
	@RecipeFor("ByteArrayLengthHeaderSerializer, two bytes")
	class TwoBytes extends IntegrationContract {

		TwoBytes() {
			super(new ByteArrayLengthHeaderSerializer(2));
		}

	}

	@Nested
	@RecipeFor("ByteArrayLengthHeaderSerializer, one byte")
	class OneByte extends IntegrationContract {

		OneByte() {
			super(new ByteArrayLengthHeaderSerializer(1));
		}

	}

	@Nested
	@RecipeFor("ByteArrayLengthHeaderSerializer, inclusive")
	class Inclusive extends IntegrationContract {

		Inclusive() {
			super(inclusive());
		}

	}

}
