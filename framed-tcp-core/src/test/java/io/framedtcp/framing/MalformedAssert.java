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

package io.framedtcp.framing;

import org.assertj.core.api.ThrowableAssertAlternative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Checks how a framing refuses what is not one of its frames: at once, without waiting
 * for another byte, and with an excerpt.
 */
final class MalformedAssert {

	static final int MAX_FRAME_SIZE = 1024;

	private MalformedAssert() {
	}

	/**
	 * Decode a stream that is no frame.
	 * @param framing decodes it
	 * @param stream the stream, in hexadecimal; the peer is silent behind it
	 * @param excerpt what is shown of it
	 * @return for the rule that was broken
	 */
	static ThrowableAssertAlternative<MalformedFrameException> assertMalformed(Framing framing, String stream,
			String excerpt) {
		FrameReader reader = new FrameReader(ChunkSource.ofHex(stream).thenSilent(), MAX_FRAME_SIZE);
		return assertThatExceptionOfType(MalformedFrameException.class).isThrownBy(() -> reader.readFrame(framing))
			.satisfies((ex) -> assertThat(ex.getExcerpt()).isEqualTo(excerpt))
			.withMessageEndingWith("[frame begins with " + excerpt + "]");
	}

	/**
	 * Decode a stream that is no frame, of which all is shown.
	 * @param framing decodes it
	 * @param stream the stream, in hexadecimal; the peer is silent behind it
	 * @return for the rule that was broken
	 */
	static ThrowableAssertAlternative<MalformedFrameException> assertMalformed(Framing framing, String stream) {
		return assertMalformed(framing, stream, stream);
	}

}
