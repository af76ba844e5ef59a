package io.isolatedworkers.spring;

import java.util.function.Consumer;

import io.isolatedworkers.command.CommandRouter;
import io.isolatedworkers.logging.Logger;
import io.isolatedworkers.spring.CommandsProperties.Guest;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.env.Environment;

/**
 * Makes the router of an application: its commands are methods of beans, its events
 * become application events, its configuration is that of the environment.
 */
final class CommandRouterFactory {

	private final IsolatedWorkersProperties properties;

	private final PoolBeans beans;

	private final WorkerCommands commands;

	private final CommandServices services;

	CommandRouterFactory(IsolatedWorkersProperties properties, PoolBeans beans, WorkerCommands commands,
			CommandServices services) {
		this.properties = properties;
		this.beans = beans;
		this.commands = commands;
		this.services = services;
	}

	CommandRouter start(Environment environment, ApplicationEventPublisher publisher,
			ObjectProvider<SessionLookup> sessions) {
		CommandsProperties keys = this.properties.commands();
		CommandRouter.Builder builder = CommandRouter.builder();
		apply("directory", keys.directory(), builder::directory);
		apply("max-depth", keys.maxDepth(), builder::maxDepth);
		apply("max-open-commands", keys.maxOpenCommands(), builder::maxOpenCommands);
		Logger logger = this.beans.only(Logger.class);
		if (logger != null) {
			builder.logger(logger);
		}
		this.commands.all()
			.forEach((command) -> builder.command(command.type(), new WorkerCommandHandler(command, this.services)));
		CommandGate gate = this.services.gate();
		// Properties are all there before the first bean is
		builder.config(environment::getProperty);
		builder.events((event) -> {
			gate.pass();
			publisher.publishEvent(event);
		});
		if (!this.beans.namesOf(SessionLookup.class).isEmpty()) {
			builder.sessions((id, worker) -> {
				gate.pass();
				return sessions.getObject().find(id, worker);
			});
		}
		PermissionsMapper permissions = new PermissionsMapper(this.beans, this.commands);
		keys.guests().forEach((name, guest) -> addGuest(builder, name, guest, permissions));
		try {
			return builder.start();
		}
		catch (IllegalStateException ex) {
			throw new PoolConfigurationException(CommandsProperties.PREFIX + ".directory", keys.directory(),
					String.valueOf(ex.getMessage()),
					"Make the directory usable as said, or name another, which need not exist yet.");
		}
	}

	private void addGuest(CommandRouter.Builder builder, String name, Guest guest, PermissionsMapper permissions) {
		String property = "%s.guests.%s".formatted(CommandsProperties.PREFIX, name);
		if (this.properties.pools().containsKey(name)) {
			throw new PoolConfigurationException(property, null, "there is a pool of that name", "Rename the guest.");
		}
		if (guest.token() == null) {
			throw new PoolConfigurationException(property + ".token", null,
					"a guest shows a secret, and this one has none",
					"Set the property, by an environment variable rather than in a file.");
		}
		try {
			builder.guest(name, guest.token(), permissions.permissions(property + ".allow", guest.allow()));
		}
		catch (IllegalArgumentException ex) {
			throw new PoolConfigurationException(property, null, String.valueOf(ex.getMessage()),
					"Change the name of the guest, or its token.");
		}
	}

	private static <T> void apply(String key, @Nullable T value, Consumer<T> target) {
		if (value != null) {
			try {
				target.accept(value);
			}
			catch (IllegalArgumentException ex) {
				throw new PoolConfigurationException(CommandsProperties.PREFIX + "." + key, value,
						String.valueOf(ex.getMessage()), "Change the value.");
			}
		}
	}

}
