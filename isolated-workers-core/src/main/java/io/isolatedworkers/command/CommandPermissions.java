package io.isolatedworkers.command;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * What the workers of one pool may ask of their host. Nothing, unless it is named here.
 * Immutable.
 *
 * @param commands the names of commands
 * @param config the names of configuration properties. The names of secrets are refused
 * even if listed, see {@link #secretWordsIn(String)}
 * @param eventPrefix what the names of events must begin with, such as {@code archive:};
 * empty for no events at all
 * @param sessions whether sessions may be looked up
 */
public record CommandPermissions(Set<String> commands, Set<String> config, String eventPrefix, boolean sessions) {

	private static final List<String> SECRET_WORDS = List.of("secret", "password", "token", "credential", "key");

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

	/**
	 * Finds what makes a name of configuration that of a secret, which no worker gets:
	 * {@code secret}, {@code password}, {@code token}, {@code credential} or {@code key},
	 * in upper or lower case, with dots, dashes or the like between its letters or none.
	 * @param name the name of a property
	 * @return the words of those that are in it, empty if it is no secret's name
	 */
	public static List<String> secretWordsIn(String name) {
		String letters = name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
		return SECRET_WORDS.stream().filter(letters::contains).toList();
	}

	private static Set<String> with(Set<String> some, String... more) {
		Set<String> all = new LinkedHashSet<>(some);
		all.addAll(Set.of(more));
		return all;
	}

}
