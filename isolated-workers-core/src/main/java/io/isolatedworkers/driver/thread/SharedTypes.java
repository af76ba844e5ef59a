package io.isolatedworkers.driver.thread;

import java.util.Set;

import io.isolatedworkers.driver.SharedBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The types that host and worker see as the same class. Immutable.
 *
 * @param declared the types; those nested in them count too
 */
record SharedTypes(Set<Class<?>> declared) {

	/** Whether a value is handed over as it is. */
	boolean cover(@Nullable Object value) {
		if (value instanceof SharedBuffer) {
			return true;
		}
		if (value == null || this.declared.isEmpty()) {
			return false;
		}
		for (Class<?> type : this.declared) {
			if (type.isInstance(value)) {
				return true;
			}
		}
		return find(value.getClass().getName()) != null;
	}

	/** The declared type that is, or encloses, a class; {@code null} if none does. */
	@Nullable Class<?> find(String className) {
		for (Class<?> type : this.declared) {
			if (className.startsWith(type.getName()) && (className.length() == type.getName().length()
					|| className.charAt(type.getName().length()) == '$')) {
				return type;
			}
		}
		return null;
	}

}
