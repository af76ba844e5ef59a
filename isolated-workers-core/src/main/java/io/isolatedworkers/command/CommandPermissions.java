package io.isolatedworkers.command;

import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/**
 * What the workers of one pool may ask of their host. Nothing, unless it is named here.
 * Immutable.
 *
 * @param commands the names of commands
 * @param config the names of configuration properties. Names with {@code secret},
 * {@code password}, {@code token}, {@code credential} or {@code key} in them are refused
 * even if listed
 * @param eventPrefix what the names of events must begin with, such as {@code archive:};
 * empty for no events at all
 * @param sessions whether sessions may be looked up
 */
public record CommandPermissions(Set<String> commands, Set<String> config, String eventPrefix, boolean sessions) {

	/**
	 * Copies the sets.
	 */
	public CommandPermissions {
		commands = Set.copyOf(commands);
		config = Set.copyOf(config);
		Objects.requireNonNull(eventPrefix, "eventPrefix");
	}

	/**
	 * Nothing.
	 * @return the permissions
	 */
	public static CommandPermissions none() {
		return new CommandPermissions(Set.of(), Set.of(), "", false);
	}

	/**
	 * The same and some commands.
	 * @param names the names of commands
	 * @return the permissions
	 */
	public CommandPermissions withCommands(String... names) {
		return new CommandPermissions(with(this.commands, names), this.config, this.eventPrefix, this.sessions);
	}

	/**
	 * The same and some configuration.
	 * @param names the names of properties
	 * @return the permissions
	 */
	public CommandPermissions withConfig(String... names) {
		return new CommandPermissions(this.commands, with(this.config, names), this.eventPrefix, this.sessions);
	}

	/**
	 * The same and events.
	 * @param prefix what their names must begin with
	 * @return the permissions
	 */
	public CommandPermissions withEvents(String prefix) {
		return new CommandPermissions(this.commands, this.config, prefix, this.sessions);
	}

	/**
	 * The same and sessions.
	 * @return the permissions
	 */
	public CommandPermissions withSessions() {
		return new CommandPermissions(this.commands, this.config, this.eventPrefix, true);
	}

	private static Set<String> with(Set<String> some, String... more) {
		Set<String> all = new LinkedHashSet<>(some);
		all.addAll(Set.of(more));
		return all;
	}

}
