package io.isolatedworkers.spring;

import org.jspecify.annotations.Nullable;

/**
 * A pool cannot be made from its configuration. Who throws it knows what to change, and
 * says so.
 */
final class PoolConfigurationException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final @Nullable String property;

	private final transient @Nullable Object value;

	private final String reason;

	private final String action;

	/**
	 * A property is at fault.
	 * @param property the full name of the property, or what the names of several begin
	 * with
	 * @param value its value, {@code null} if there is not one value
	 * @param reason what is wrong, as a sentence without its full stop
	 * @param action what to change, as a sentence with its full stop
	 */
	PoolConfigurationException(String property, @Nullable Object value, String reason, String action) {
		super((value != null) ? "%s is '%s': %s".formatted(property, value, reason)
				: "%s: %s".formatted(property, reason));
		this.property = property;
		this.value = value;
		this.reason = reason;
		this.action = action;
	}

	/**
	 * Something else is at fault.
	 * @param reason what is wrong, as a sentence without its full stop
	 * @param action what to change, as a sentence with its full stop
	 */
	PoolConfigurationException(String reason, String action) {
		super(reason);
		this.property = null;
		this.value = null;
		this.reason = reason;
		this.action = action;
	}

	@Nullable String property() {
		return this.property;
	}

	@Nullable Object value() {
		return this.value;
	}

	String reason() {
		return this.reason;
	}

	String action() {
		return this.action;
	}

}
