package io.isolatedworkers.spring;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

import io.isolatedworkers.spring.IsolatedWorkersProperties.Defaults;
import io.isolatedworkers.spring.IsolatedWorkersProperties.Pool;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one pool, each its own or inherited from the defaults. Knows of each value
 * which property it came from, so that a bad one can be named.
 */
final class PoolSettings {

	private final String name;

	private final Pool pool;

	private final Defaults own;

	private final Defaults defaults;

	PoolSettings(String name, Pool pool, Defaults defaults) {
		this.name = name;
		this.pool = pool;
		this.own = pool.own();
		this.defaults = defaults;
	}

	String name() {
		return this.name;
	}

	/** The keys that are never inherited. */
	Pool pool() {
		return this.pool;
	}

	/** What the pool inherits if it does not say otherwise. */
	Defaults defaults() {
		return this.defaults;
	}

	/** The full name of a property of this pool. */
	String property(String key) {
		return key.isEmpty() ? IsolatedWorkersProperties.PREFIX + ".pools." + this.name
				: IsolatedWorkersProperties.PREFIX + ".pools." + this.name + "." + key;
	}

	/** The pool's own value, else that of the defaults. */
	<T> @Nullable T get(Function<Defaults, @Nullable T> reader) {
		T value = reader.apply(this.own);
		return (value != null) ? value : reader.apply(this.defaults);
	}

	/** The pool's own value, else that of the defaults, else the library's. */
	<T> T get(Function<Defaults, @Nullable T> reader, T byDefault) {
		T value = get(reader);
		return (value != null) ? value : byDefault;
	}

	/** The entries of the defaults and of the pool; the pool's win. */
	<T> Map<String, T> merged(Function<Defaults, Map<String, T>> reader) {
		Map<String, T> entries = new LinkedHashMap<>(reader.apply(this.defaults));
		entries.putAll(reader.apply(this.own));
		return entries;
	}

	/**
	 * Hands a value on, if there is one.
	 * @param key the property's name without its prefix
	 * @param reader finds the value
	 * @param target takes the value; what it refuses with an
	 * {@link IllegalArgumentException} is blamed on the property
	 */
	<T> void apply(String key, Function<Defaults, @Nullable T> reader, Consumer<T> target) {
		map(key, reader, this, (value) -> {
			target.accept(value);
			return this;
		});
	}

	/**
	 * Makes something of a value, if there is one.
	 * @param key the property's name without its prefix
	 * @param reader finds the value
	 * @param byDefault the answer without a value
	 * @param mapper takes the value; what it refuses with an
	 * {@link IllegalArgumentException} is blamed on the property
	 */
	<T, R> R map(String key, Function<Defaults, @Nullable T> reader, R byDefault, Function<T, R> mapper) {
		T value = get(reader);
		if (value == null) {
			return byDefault;
		}
		try {
			return mapper.apply(value);
		}
		catch (IllegalArgumentException ex) {
			throw invalid(key, reader, String.valueOf(ex.getMessage()), "Change the value.");
		}
	}

	/** The failure for a value that cannot be used, naming where it came from. */
	<T> PoolConfigurationException invalid(String key, Function<Defaults, @Nullable T> reader, String reason,
			String action) {
		boolean inherited = reader.apply(this.own) == null;
		return new PoolConfigurationException(
				inherited ? IsolatedWorkersProperties.PREFIX + ".defaults." + key : property(key), get(reader), reason,
				action);
	}

}
