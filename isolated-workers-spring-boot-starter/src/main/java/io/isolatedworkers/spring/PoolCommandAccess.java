package io.isolatedworkers.spring;

import io.isolatedworkers.command.CommandRouter;
import io.isolatedworkers.driver.CommandAccess;
import io.isolatedworkers.spring.CommandsProperties.Allow;
import io.isolatedworkers.spring.IsolatedWorkersProperties.Defaults;
import org.jspecify.annotations.Nullable;

/**
 * Lets the workers of a pool reach the router, if they are allowed anything.
 */
final class PoolCommandAccess {

	private final CommandsProperties properties;

	private final @Nullable CommandRouter router;

	private final boolean configured;

	private final PermissionsMapper permissions;

	/**
	 * Makes what gives access.
	 * @param properties what was configured
	 * @param router the router, {@code null} if there is none
	 * @param commands its commands, {@code null} if the router is the user's own
	 * @param beans finds beans
	 */
	PoolCommandAccess(CommandsProperties properties, @Nullable CommandRouter router, @Nullable WorkerCommands commands,
			PoolBeans beans) {
		this.properties = properties;
		this.router = router;
		this.configured = commands != null;
		this.permissions = new PermissionsMapper(beans, commands);
		if (router != null && !this.configured) {
			refuse("directory", properties.directory());
			refuse("max-depth", properties.maxDepth());
			refuse("max-open-commands", properties.maxOpenCommands());
			refuse("guests", properties.guests().isEmpty() ? null : properties.guests().keySet());
		}
	}

	private static void refuse(String key, @Nullable Object value) {
		if (value != null) {
			throw new PoolConfigurationException(CommandsProperties.PREFIX + "." + key, value,
					"the application has a CommandRouter bean of its own, which was made without the property",
					"Remove the property and say the same to the router's builder, or remove the bean.");
		}
	}

	/** What makes the tickets of a pool's workers, {@code null} if they get none. */
	@Nullable CommandAccess of(PoolSettings settings) {
		Allow allow = settings.pool().allow();
		if (this.router == null || !allow.something() || Boolean.FALSE.equals(this.properties.enabled())) {
			return null;
		}
		if (this.configured && settings.get(Defaults::detached, false) && this.properties.directory() == null) {
			throw new PoolConfigurationException(settings.property("allow"), null,
					"the workers of the pool outlive the application, whose next start they find only where socket and secret are kept",
					"Set '%s.directory' to a directory that only this application uses."
						.formatted(CommandsProperties.PREFIX));
		}
		try {
			return this.router.access(settings.name(), this.permissions.permissions(settings.property("allow"), allow));
		}
		catch (IllegalArgumentException ex) {
			throw new PoolConfigurationException(settings.property("allow"), null, String.valueOf(ex.getMessage()),
					"Change what is allowed, or rename the pool.");
		}
	}

}
