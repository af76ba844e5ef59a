package io.isolatedworkers.spring;

import java.util.LinkedHashSet;
import java.util.List;

import io.isolatedworkers.command.CommandPermissions;
import io.isolatedworkers.spring.CommandsProperties.Allow;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Turns what is allowed into permissions, and refuses what could never be used.
 */
final class PermissionsMapper {

	private final PoolBeans beans;

	private final @Nullable WorkerCommands commands;

	/**
	 * Makes a mapper.
	 * @param beans finds the lookup of sessions
	 * @param commands the commands that there are, {@code null} if the router is the
	 * user's own, which knows more
	 */
	PermissionsMapper(PoolBeans beans, @Nullable WorkerCommands commands) {
		this.beans = beans;
		this.commands = commands;
	}

	/**
	 * Makes permissions.
	 * @param property the full name of the property that is above
	 * @param allow what is allowed
	 * @return the permissions
	 * @throws PoolConfigurationException if something cannot be allowed
	 */
	CommandPermissions permissions(String property, Allow allow) {
		if (this.commands != null) {
			requireKnown(property + ".execute", allow.execute(), this.commands);
			requireSessions(property + ".sessions", allow);
		}
		allow.config().forEach((key) -> requireNoSecret(property + ".config", key));
		return new CommandPermissions(new LinkedHashSet<>(allow.execute()), new LinkedHashSet<>(allow.config()),
				prefix(allow.events()), allow.sessions());
	}

	private static void requireKnown(String property, List<String> names, WorkerCommands commands) {
		List<String> unknown = names.stream().filter((name) -> !commands.names().contains(name)).toList();
		if (!unknown.isEmpty()) {
			throw new PoolConfigurationException(property, null,
					"there is no command %s. Those that exist are: %s".formatted(PoolBeans.quoted(unknown),
							PoolBeans.quoted(commands.names())),
					"Correct the name, or put @WorkerCommand on a method of a bean. The bean must be declared with a type that has the method: the class rather than an interface.");
		}
	}

	private void requireSessions(String property, Allow allow) {
		if (allow.sessions() && this.beans.namesOf(SessionLookup.class).isEmpty()) {
			throw new PoolConfigurationException(property, true,
					"there is no SessionLookup bean, which would find the sessions",
					"Define a bean of type %s, or remove the property.".formatted(SessionLookup.class.getName()));
		}
	}

	/** The router refuses them too, but only when somebody asks. */
	private static void requireNoSecret(String property, String key) {
		List<String> words = CommandPermissions.secretWordsIn(key);
		if (!words.isEmpty()) {
			throw new PoolConfigurationException(property, key,
					"the name is that of a secret, which workers never get: it has %s in it"
						.formatted(PoolBeans.quoted(words)),
					"Remove it, or rename the property if it is no secret.");
		}
	}

	/** Up to the colon, or with it. */
	private static String prefix(@Nullable String events) {
		if (!StringUtils.hasText(events)) {
			return "";
		}
		String word = events.strip();
		return word.endsWith(":") ? word : word + ":";
	}

}
