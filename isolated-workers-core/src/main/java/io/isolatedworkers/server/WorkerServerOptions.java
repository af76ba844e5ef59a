package io.isolatedworkers.server;

import java.util.ArrayList;
import java.util.List;

import io.isolatedworkers.driver.DisconnectBehavior;
import io.isolatedworkers.driver.WorkerDriver;
import io.isolatedworkers.driver.process.ChildProcessDriver;
import io.isolatedworkers.logging.Logger;
import io.isolatedworkers.logging.Slf4jLogger;
import io.isolatedworkers.message.Middleware;
import io.isolatedworkers.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * How a worker serves its handlers.
 *
 * @param driver must be the host's driver; default child processes
 * @param serializer must be of the host's class; {@code null}, the default, for the class
 * that the host's start-up data name, or JSON
 * @param middleware sees every message, first to last; default none
 * @param disconnectBehavior what to do when the host disconnects; {@code null}, the
 * default, for what the host's start-up data say, or to shut down
 * @param logger where the library writes to; default SLF4J
 */
public record WorkerServerOptions(WorkerDriver<?, ?> driver, @Nullable Serializer serializer,
		List<Middleware> middleware, @Nullable DisconnectBehavior disconnectBehavior, Logger logger) {

	/**
	 * Makes options.
	 */
	public WorkerServerOptions {
		middleware = List.copyOf(middleware);
	}

	/**
	 * Returns a builder with all defaults.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns options with all defaults.
	 * @return the options
	 */
	public static WorkerServerOptions defaults() {
		return builder().build();
	}

	/**
	 * Builds {@link WorkerServerOptions}.
	 */
	public static final class Builder {

		private @Nullable WorkerDriver<?, ?> driver;

		private @Nullable Serializer serializer;

		private final List<Middleware> middleware = new ArrayList<>();

		private @Nullable DisconnectBehavior disconnectBehavior;

		private Logger logger = new Slf4jLogger("io.isolatedworkers");

		private Builder() {
		}

		/**
		 * Names the driver that starts this worker.
		 * @param driver the host's driver
		 * @return this builder
		 */
		public Builder driver(WorkerDriver<?, ?> driver) {
			this.driver = driver;
			return this;
		}

		/**
		 * Sets what turns messages into bytes. Must be of the host's class.
		 * @param serializer the serializer
		 * @return this builder
		 */
		public Builder serializer(Serializer serializer) {
			this.serializer = serializer;
			return this;
		}

		/**
		 * Adds middleware, to run after what was added before.
		 * @param middleware the middleware
		 * @return this builder
		 */
		public Builder middleware(Middleware middleware) {
			this.middleware.add(middleware);
			return this;
		}

		/**
		 * Sets what to do when the host disconnects, whatever the host says.
		 * @param behavior the behaviour
		 * @return this builder
		 */
		public Builder disconnectBehavior(DisconnectBehavior behavior) {
			this.disconnectBehavior = behavior;
			return this;
		}

		/**
		 * Sets where the library writes to.
		 * @param logger the logger
		 * @return this builder
		 */
		public Builder logger(Logger logger) {
			this.logger = logger;
			return this;
		}

		/**
		 * Makes the options.
		 * @return the options
		 */
		public WorkerServerOptions build() {
			return new WorkerServerOptions((this.driver != null) ? this.driver : new ChildProcessDriver(),
					this.serializer, this.middleware, this.disconnectBehavior, this.logger);
		}

	}

}
