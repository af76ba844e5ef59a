package io.isolatedworkers.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.CommandAccess;
import io.isolatedworkers.driver.WorkerOwner;
import io.isolatedworkers.logging.LogLevel;
import io.isolatedworkers.logging.Logger;
import io.isolatedworkers.logging.Slf4jLogger;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.message.Middleware;
import io.isolatedworkers.message.TransactionIdGenerator;
import io.isolatedworkers.serializer.JsonSerializer;
import io.isolatedworkers.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * What holds for a worker whatever its driver.
 *
 * @param serializer turns messages into bytes, the same class on both sides; default JSON
 * @param middleware sees every message, first to last; default none
 * @param listeners are told what happens in the worker's life; default none
 * @param transactionIds makes transaction ids; default random UUIDs
 * @param startupTimeout how long a worker may take from its start until it can be used;
 * default 10 seconds
 * @param requestTimeout how long a request may take, its time in a pool's queue included;
 * default 5 minutes
 * @param typeTimeouts the same for single message types, by name
 * @param closeGrace how long a worker may take to stop before it is killed; default 5
 * seconds
 * @param cancelGrace how long a handler may go on after its request was cancelled or
 * timed out before its worker is killed; default 5 seconds
 * @param crashPolicy what happens to a request of a pool whose worker died with it;
 * default {@link CrashPolicy#reject()}
 * @param typeCrashPolicies the same for single message types, by name
 * @param protocol the highest protocol version to speak; default 2; 1 skips the handshake
 * @param maxFrameBytes the largest message, in bytes; default 64 MiB
 * @param owner who closes the worker in its own time when the host's JVM exits, as a
 * framework does that drains requests first; it has 2 seconds to begin; {@code null}, the
 * default, to end the worker as soon as the exit begins
 * @param workerData what the worker can read before its first message, through its
 * start-up data or as the parameter of its constructor; serialized where the worker has a
 * process of its own; default nothing
 * @param commandAccess lets the worker ask its host for commands, configuration and
 * sessions, and tell it of events; {@code null}, the default, for a worker that cannot
 * @param logger where the library writes to; default SLF4J
 * @param logLevel the least important level to write, on both sides; default
 * {@link LogLevel#INFO}
 */
public record WorkerOptions(Serializer serializer, List<Middleware> middleware, List<WorkerListener> listeners,
		TransactionIdGenerator transactionIds, Duration startupTimeout, Duration requestTimeout,
		Map<String, Duration> typeTimeouts, Duration closeGrace, Duration cancelGrace, CrashPolicy crashPolicy,
		Map<String, CrashPolicy> typeCrashPolicies, int protocol, int maxFrameBytes, @Nullable WorkerOwner owner,
		@Nullable Object workerData, @Nullable CommandAccess commandAccess, Logger logger, LogLevel logLevel) {

	/** How long a worker may take to start by default. */
	public static final Duration DEFAULT_STARTUP_TIMEOUT = Duration.ofSeconds(10);

	/** How long a request may take by default. */
	public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofMinutes(5);

	/** How long a worker may take to stop by default. */
	public static final Duration DEFAULT_CLOSE_GRACE = Duration.ofSeconds(5);

	/** How long a handler may go on after its request ended by default. */
	public static final Duration DEFAULT_CANCEL_GRACE = Duration.ofSeconds(5);

	/** The largest message by default. */
	public static final int DEFAULT_MAX_FRAME_BYTES = 64 * 1024 * 1024;

	/**
	 * 146 years: what is longer cannot be added to a time in nanoseconds, and means the
	 * same.
	 */
	private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

	private static final int MIN_FRAME_BYTES = 1024;

	/**
	 * Checks the options.
	 */
	public WorkerOptions {
		middleware = List.copyOf(middleware);
		listeners = List.copyOf(listeners);
		typeCrashPolicies = Map.copyOf(typeCrashPolicies);
		startupTimeout = positive("startupTimeout", startupTimeout);
		requestTimeout = positive("requestTimeout", requestTimeout);
		typeTimeouts = typeTimeouts.entrySet()
			.stream()
			.collect(Collectors.toUnmodifiableMap(Map.Entry::getKey,
					(type) -> positive("the timeout of '%s'".formatted(type.getKey()), type.getValue())));
		closeGrace = positive("closeGrace", closeGrace);
		cancelGrace = positive("cancelGrace", cancelGrace);
		if (protocol < 1 || protocol > Agreement.LATEST_PROTOCOL) {
			throw new IllegalArgumentException(
					"protocol is %d; it must be 1 to %d".formatted(protocol, Agreement.LATEST_PROTOCOL));
		}
		if (maxFrameBytes < MIN_FRAME_BYTES) {
			throw new IllegalArgumentException(
					"maxFrameBytes is %d; it must be at least %d".formatted(maxFrameBytes, MIN_FRAME_BYTES));
		}
	}

	private static Duration positive(String name, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw new IllegalArgumentException("%s is %s; it must be positive".formatted(name, value));
		}
		return atMostLongest(value);
	}

	private static Duration atMostLongest(Duration value) {
		return (value.compareTo(LONGEST) < 0) ? value : LONGEST;
	}

	/**
	 * Returns how long a request may take.
	 * @param type what is asked
	 * @param options the request's own options
	 * @return the timeout: the request's own, its type's, or the general one
	 */
	public Duration timeoutOf(MessageType<?, ?> type, SendOptions options) {
		return (options.timeout() != null) ? atMostLongest(options.timeout())
				: this.typeTimeouts.getOrDefault(type.name(), this.requestTimeout);
	}

	/**
	 * Returns what happens to a request whose worker died with it.
	 * @param type what is asked
	 * @return the policy of its type, or the general one
	 */
	public CrashPolicy crashPolicyOf(MessageType<?, ?> type) {
		return this.typeCrashPolicies.getOrDefault(type.name(), this.crashPolicy);
	}

	/**
	 * Whether any request is repeated after a crash.
	 * @return {@code true} if a policy says so
	 */
	boolean repeatsRequests() {
		return this.crashPolicy.retries() || this.typeCrashPolicies.values().stream().anyMatch(CrashPolicy::retries);
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
	public static WorkerOptions defaults() {
		return builder().build();
	}

	/**
	 * Builds {@link WorkerOptions}.
	 */
	public static final class Builder {

		private Serializer serializer = new JsonSerializer();

		private final List<Middleware> middleware = new ArrayList<>();

		private final List<WorkerListener> listeners = new ArrayList<>();

		private TransactionIdGenerator transactionIds = TransactionIdGenerator.randomUuid();

		private Duration startupTimeout = DEFAULT_STARTUP_TIMEOUT;

		private Duration requestTimeout = DEFAULT_REQUEST_TIMEOUT;

		private final Map<String, Duration> typeTimeouts = new LinkedHashMap<>();

		private Duration closeGrace = DEFAULT_CLOSE_GRACE;

		private Duration cancelGrace = DEFAULT_CANCEL_GRACE;

		private CrashPolicy crashPolicy = CrashPolicy.reject();

		private final Map<String, CrashPolicy> typeCrashPolicies = new LinkedHashMap<>();

		private int protocol = Agreement.LATEST_PROTOCOL;

		private int maxFrameBytes = DEFAULT_MAX_FRAME_BYTES;

		private @Nullable WorkerOwner owner;

		private @Nullable Object workerData;

		private @Nullable CommandAccess commandAccess;

		private Logger logger = new Slf4jLogger("io.isolatedworkers");

		private LogLevel logLevel = LogLevel.INFO;

		private Builder() {
		}

		/**
		 * Sets what turns messages into bytes. The worker must use the same class.
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
		 * Adds a listener to what happens in the worker's life.
		 * @param listener the listener
		 * @return this builder
		 */
		public Builder listener(WorkerListener listener) {
			this.listeners.add(listener);
			return this;
		}

		/**
		 * Sets what makes transaction ids.
		 * @param generator the generator
		 * @return this builder
		 */
		public Builder transactionIds(TransactionIdGenerator generator) {
			this.transactionIds = generator;
			return this;
		}

		/**
		 * Sets how long a worker may take to start.
		 * @param timeout the time
		 * @return this builder
		 */
		public Builder startupTimeout(Duration timeout) {
			this.startupTimeout = timeout;
			return this;
		}

		/**
		 * Sets how long a request may take.
		 * @param timeout the time
		 * @return this builder
		 */
		public Builder requestTimeout(Duration timeout) {
			this.requestTimeout = timeout;
			return this;
		}

		/**
		 * Sets how long requests of one type may take.
		 * @param type the name of the message type
		 * @param timeout the time
		 * @return this builder
		 */
		public Builder requestTimeout(String type, Duration timeout) {
			this.typeTimeouts.put(type, timeout);
			return this;
		}

		/**
		 * Sets how long a worker may take to stop before it is killed.
		 * @param grace the time
		 * @return this builder
		 */
		public Builder closeGrace(Duration grace) {
			this.closeGrace = grace;
			return this;
		}

		/**
		 * Sets how long a handler may go on after its request was cancelled or timed out
		 * before its worker is killed.
		 * @param grace the time
		 * @return this builder
		 */
		public Builder cancelGrace(Duration grace) {
			this.cancelGrace = grace;
			return this;
		}

		/**
		 * Sets what happens to a request of a pool whose worker died with it.
		 * @param policy the policy
		 * @return this builder
		 */
		public Builder crashPolicy(CrashPolicy policy) {
			this.crashPolicy = policy;
			return this;
		}

		/**
		 * Sets what happens to requests of one type whose worker died with them.
		 * @param type the name of the message type
		 * @param policy the policy
		 * @return this builder
		 */
		public Builder crashPolicy(String type, CrashPolicy policy) {
			this.typeCrashPolicies.put(type, policy);
			return this;
		}

		/**
		 * Sets the highest protocol version to speak.
		 * @param protocol 1 or 2
		 * @return this builder
		 */
		public Builder protocol(int protocol) {
			this.protocol = protocol;
			return this;
		}

		/**
		 * Sets the largest message.
		 * @param bytes the size in bytes
		 * @return this builder
		 */
		public Builder maxFrameBytes(int bytes) {
			this.maxFrameBytes = bytes;
			return this;
		}

		/**
		 * Sets who closes the worker in its own time when the host's JVM exits.
		 * @param owner the owner, {@code null} for nobody
		 * @return this builder
		 */
		public Builder owner(@Nullable WorkerOwner owner) {
			this.owner = owner;
			return this;
		}

		/**
		 * Sets what the worker can read before its first message.
		 * @param data the data, {@code null} for nothing
		 * @return this builder
		 */
		public Builder workerData(@Nullable Object data) {
			this.workerData = data;
			return this;
		}

		/**
		 * Lets the worker reach the commands of its host.
		 * @param access makes its ticket, {@code null} for no commands
		 * @return this builder
		 */
		public Builder commandAccess(@Nullable CommandAccess access) {
			this.commandAccess = access;
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
		 * Sets the least important level to write, on both sides.
		 * @param level the level
		 * @return this builder
		 */
		public Builder logLevel(LogLevel level) {
			this.logLevel = level;
			return this;
		}

		/**
		 * Makes the options.
		 * @return the options
		 * @throws IllegalArgumentException if a value is not allowed
		 */
		public WorkerOptions build() {
			return new WorkerOptions(this.serializer, this.middleware, this.listeners, this.transactionIds,
					this.startupTimeout, this.requestTimeout, this.typeTimeouts, this.closeGrace, this.cancelGrace,
					this.crashPolicy, this.typeCrashPolicies, this.protocol, this.maxFrameBytes, this.owner,
					this.workerData, this.commandAccess, this.logger, this.logLevel);
		}

	}

}
