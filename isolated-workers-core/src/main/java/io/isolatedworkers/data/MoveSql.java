package io.isolatedworkers.data;

import java.util.ArrayList;
import java.util.List;

/**
 * A statement of a move.
 *
 * @param text its text, made of the schema's names and of question marks
 * @param values the values for its question marks
 */
record MoveSql(String text, List<Object> values) {

	MoveSql with(Object... more) {
		return with(List.of(more));
	}

	MoveSql with(List<Object> more) {
		List<Object> all = new ArrayList<>(this.values);
		all.addAll(more);
		return new MoveSql(this.text, List.copyOf(all));
	}

}
