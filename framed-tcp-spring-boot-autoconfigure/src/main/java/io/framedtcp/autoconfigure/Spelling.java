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

/**
 * Compares how words are spelled.
 */
final class Spelling {

	private Spelling() {
	}

	/**
	 * Returns how many mistakes lie between two words: letters that are missing, too
	 * many, wrong, or in the wrong order with their neighbour.
	 * @param first the one word
	 * @param second the other word
	 * @return the number of mistakes
	 */
	static int distance(String first, String second) {
		int[][] mistakes = new int[first.length() + 1][second.length() + 1];
		for (int i = 0; i <= first.length(); i++) {
			for (int j = 0; j <= second.length(); j++) {
				mistakes[i][j] = mistakes(mistakes, first, i, second, j);
			}
		}
		return mistakes[first.length()][second.length()];
	}

	private static int mistakes(int[][] mistakes, String first, int i, String second, int j) {
		if (i == 0 || j == 0) {
			return i + j;
		}
		boolean same = first.charAt(i - 1) == second.charAt(j - 1);
		int least = Math.min(mistakes[i - 1][j - 1] + (same ? 0 : 1),
				1 + Math.min(mistakes[i - 1][j], mistakes[i][j - 1]));
		boolean swapped = i > 1 && j > 1 && first.charAt(i - 1) == second.charAt(j - 2)
				&& first.charAt(i - 2) == second.charAt(j - 1);
		return swapped ? Math.min(least, 1 + mistakes[i - 2][j - 2]) : least;
	}

}
