package io.isolatedworkers.spring;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;

/**
 * What workers can ask of the application, as its configuration describes it.
 *
 * @param enabled Whether workers can ask the application for anything. By default they
 * can if a pool or a guest is allowed something.
 * @param directory Directory that keeps socket and secret, so that detached workers find
 * the next start of the application. By default both are made anew at each start.
 * @param maxDepth How deeply commands may call each other, from 1 to 100.
 * @param maxOpenCommands How many commands one worker may have open at a time, from 1 to
 * 10000.
 * @param guests Processes that the application does not start and that may ask it for
 * something, by name. A guest cannot have the name of a pool.
 */
public record CommandsProperties(@Nullable Boolean enabled, @Nullable Path directory, @Nullable Integer maxDepth,
		@Nullable Integer maxOpenCommands, @DefaultValue Map<String, Guest> guests) {

	/** What all keys begin with. */
	static final String PREFIX = IsolatedWorkersProperties.PREFIX + ".commands";

	/**
	 * A process that the application does not start.
	 *
	 * @param token Secret that the process must show, 16 characters at least.
	 * @param allow What the process may ask for. Nothing by default.
	 */
	public record Guest(@Nullable String token, @DefaultValue Allow allow) {

		/** Without the secret. */
		@Override
		public String toString() {
			return "Guest[allow=" + this.allow + "]";
		}

	}

	/**
	 * What a worker may ask for.
	 *
	 * @param execute Names of the commands it may execute.
	 * @param config Names of the configuration properties it may read. Those of secrets
	 * are refused.
	 * @param events What its events begin with, up to the colon: 'archive' allows
	 * 'archive:progress'. By default it may emit none.
	 * @param sessions Whether it may look sessions up. Needs a SessionLookup bean.
	 */
	public record Allow(@DefaultValue List<String> execute, @DefaultValue List<String> config, @Nullable String events,
			@DefaultValue("false") boolean sessions) {

		/** Whether it is anything. */
		boolean something() {
			return !this.execute.isEmpty() || !this.config.isEmpty() || StringUtils.hasText(this.events)
					|| this.sessions;
		}

	}

}
