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

package io.framedtcp.internal;

import java.util.List;
import java.util.function.Predicate;

/**
 * Recognizes frames by some of their bits.
 */
public final class MaskedBytes implements Predicate<byte[]> {

	private final int offset;

	private final byte[] mask;

	private final List<byte[]> values;

	public MaskedBytes(int offset, byte[] mask, List<byte[]> values) {
		this.offset = offset;
		this.mask = mask.clone();
		this.values = values.stream().map(byte[]::clone).toList();
		Checks.check(offset >= 0, "'offset' must not be negative");
		Checks.check(isAnySet(mask, 0), "'mask' must have a bit that is set");
		this.values.forEach((value) -> Checks.check(value.length == mask.length && isCovered(value),
				"'values' must be as long as 'mask', and have no bit that it has not"));
	}

	@Override
	public boolean test(byte[] frame) {
		if (frame.length - this.mask.length < this.offset) {
			return false;
		}
		if (this.values.isEmpty()) {
			return isAnySet(frame, this.offset);
		}
		for (byte[] value : this.values) {
			if (isEqual(frame, value)) {
				return true;
			}
		}
		return false;
	}

	private boolean isAnySet(byte[] bytes, int offset) {
		for (int i = 0; i < this.mask.length; i++) {
			if ((bytes[offset + i] & this.mask[i]) != 0) {
				return true;
			}
		}
		return false;
	}

	private boolean isEqual(byte[] frame, byte[] value) {
		for (int i = 0; i < value.length; i++) {
			if ((frame[this.offset + i] & this.mask[i]) != value[i]) {
				return false;
			}
		}
		return true;
	}

	private boolean isCovered(byte[] value) {
		for (int i = 0; i < value.length; i++) {
			if ((value[i] & ~this.mask[i]) != 0) {
				return false;
			}
		}
		return true;
	}

}
