package io.isolatedworkers.sample.worker.common;

import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.isolatedworkers.driver.StartupData;
import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings that the host gives a worker as worker data: in YAML, what is under
 * {@code isolated-workers.pools.NAME.data}. Whatever is wrong with one is an
 * {@link IllegalArgumentException} that names it. Immutable.
 */
public final class WorkerData {

	private static final String PROPERTY = "isolated-workers.pools.NAME.data.";

	private final Map<String, Object> values;

	private WorkerData(Map<String, Object> values) {
		this.values = values;
	}

	/**
	 * The worker data of a worker.
	 * @param startup what the host said
	 * @param known the settings that there are; any other is refused, as it may be one of
	 * these misspelt
	 * @return the data
	 */
	public static WorkerData of(StartupData startup, Set<String> known) {
		return of(startup.workerData(new TypeRef<Map<String, Object>>() {
		}), known);
	}

	/**
	 * Worker data.
	 * @param values the values by setting, {@code null} for none
	 * @param known the settings that there are; any other is refused, as it may be one of
	 * these misspelt
	 * @return the data
	 */
	public static WorkerData of(@Nullable Map<String, Object> values, Set<String> known) {
		Map<String, Object> given = (values != null) ? values : Map.of();
		for (String name : given.keySet()) {
			if (!known.contains(name)) {
				throw new IllegalArgumentException("There is no setting %s%s, only %s".formatted(PROPERTY, name,
						String.join(", ", new TreeSet<>(known))));
			}
		}
		return new WorkerData(given);
	}

	/**
	 * Reads a path that must be there.
	 * @param name the setting
	 * @return the path; a relative one begins at the worker's working directory
	 */
	public Path path(String name) {
		String value = text(name);
		if (value == null || value.isBlank()) {
			throw new IllegalArgumentException(
					"The worker data lack '%s', a path; set %s%s".formatted(name, PROPERTY, name));
		}
		return Path.of(value).toAbsolutePath().normalize();
	}

	/**
	 * Reads a number, from 1.
	 * @param name the setting
	 * @param most the greatest that is allowed
	 * @param otherwise what holds if it is not set
	 * @return the number
	 */
	public int number(String name, int most, int otherwise) {
		String value = text(name);
		int number = otherwise;
		try {
			number = (value != null) ? Integer.parseInt(value.trim()) : otherwise;
		}
		catch (NumberFormatException ex) {
			number = 0;
		}
		if (number < 1 || number > most) {
			throw wrong(name, value, "a whole number from 1 to %,d".formatted(most));
		}
		return number;
	}

	/**
	 * Reads a duration.
	 * @param name the setting
	 * @param otherwise what holds if it is not set
	 * @return the duration, not negative
	 */
	public Duration duration(String name, Duration otherwise) {
		String value = text(name);
		try {
			Duration duration = (value != null) ? Duration.parse(value.trim()) : otherwise;
			if (!duration.isNegative()) {
				return duration;
			}
		}
		catch (DateTimeParseException ex) {
			// As wrong as a negative one
		}
		throw wrong(name, value, "a duration such as PT1M or PT0.5S");
	}

	/**
	 * Reads one of several names, in any case.
	 * @param <E> their type
	 * @param name the setting
	 * @param otherwise what holds if it is not set
	 * @return the constant of that name
	 */
	public <E extends Enum<E>> E choice(String name, E otherwise) {
		String value = text(name);
		if (value == null) {
			return otherwise;
		}
		E[] choices = otherwise.getDeclaringClass().getEnumConstants();
		return Arrays.stream(choices)
			.filter((choice) -> choice.name().equalsIgnoreCase(value.trim()))
			.findFirst()
			.orElseThrow(() -> wrong(name, value,
					Arrays.stream(choices)
						.map((choice) -> choice.name().toLowerCase(Locale.ROOT))
						.collect(Collectors.joining(" or "))));
	}

	private @Nullable String text(String name) {
		Object value = this.values.get(name);
		return (value != null) ? value.toString() : null;
	}

	private static IllegalArgumentException wrong(String name, @Nullable String value, String allowed) {
		return new IllegalArgumentException("%s%s is '%s'; it must be %s".formatted(PROPERTY, name, value, allowed));
	}

}
