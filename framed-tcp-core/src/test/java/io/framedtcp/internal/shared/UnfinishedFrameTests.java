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

package io.framedtcp.internal.shared;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import io.framedtcp.framing.CollectingFraming;
import io.framedtcp.framing.DelimiterFraming;
import io.framedtcp.framing.FrameAssembler;
import io.framedtcp.internal.shared.UnfinishedFrame.Addressee;

import static org.assertj.core.api.Assertions.assertThat;

class UnfinishedFrameTests {

	private final FrameAssembler assembler = new FrameAssembler(CollectingFraming.count(DelimiterFraming.lines(), 3),
			100, "framed-tcp.");

	private final UnfinishedFrame frame = new UnfinishedFrame();

	@Test
	void wholeFramesOfAReplyAreNoPartOfTheFrameThatIsAwaited() throws IOException {
		arrive("a\nb");
		assertThat(this.frame.progress(Addressee.THIS_CALL))
			.isEqualTo("3 bytes had come of a reply that has more than its one whole frame");
		arrive("\nc");
		assertThat(this.frame.progress(Addressee.ANY_CALL))
			.isEqualTo("5 bytes had come of a reply that has more than its 2 whole frames, "
					+ "which may be the reply to another request");
	}

	@Test
	void replyWithoutAWholeFrameIsDescribedByItsFrame() throws IOException {
		arrive("a");
		assertThat(this.frame.progress(Addressee.THIS_CALL)).startsWith("1 byte had come of a frame");
	}

	private void arrive(String text) throws IOException {
		this.assembler.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
		assertThat(this.assembler.next()).isNull();
		this.frame.update(this.assembler);
	}

}
