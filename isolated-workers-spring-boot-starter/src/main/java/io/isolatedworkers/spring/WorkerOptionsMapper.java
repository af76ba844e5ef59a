package io.isolatedworkers.spring;

import java.util.List;
import java.util.Map;

import io.isolatedworkers.client.CrashPolicy;
import io.isolatedworkers.client.WorkerListener;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.driver.WorkerOwner;
import io.isolatedworkers.logging.Logger;
import io.isolatedworkers.logging.Slf4jLogger;
import io.isolatedworkers.message.Contract;
import io.isolatedworkers.message.Middleware;
import io.isolatedworkers.spring.IsolatedWorkersProperties.Defaults;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * Turns the keys of a pool, and the beans that serve it, into the options of its workers.
 */
final class WorkerOptionsMapper {

	/** What the names of the pools' loggers begin with. */
	static final String LOGGER = "io.isolatedworkers.pool.";

	private static final DataSize MAX_MESSAGE_SIZE = DataSize.ofBytes(Integer.MAX_VALUE);

	private final PoolBeans beans;

	private final SerializerResolver serializers;

	private final @Nullable WorkerOwner owner;

	private final PoolCommandAccess commands;

	/**
	 * Makes a mapper.
	 * @param beans finds the beans that serve a pool
	 * @param serializers finds the serializer
	 * @param owner closes the pools, in order and after the web server has drained, when
	 * the JVM exits; {@code null} if nobody does
	 * @param commands lets workers reach the commands of the application
	 */
	WorkerOptionsMapper(PoolBeans beans, SerializerResolver serializers, @Nullable WorkerOwner owner,
			PoolCommandAccess commands) {
		this.beans = beans;
		this.serializers = serializers;
		this.owner = owner;
		this.commands = commands;
	}

	WorkerOptions workerOptions(PoolSettings settings) {
		String pool = settings.name();
		WorkerOptions.Builder options = WorkerOptions.builder().owner(this.owner);
		Logger logger = this.beans.only(Logger.class);
		options.logger((logger != null) ? logger : new Slf4jLogger(LOGGER + pool));
		options.serializer(this.serializers.resolve(settings));
		settings.apply("protocol", Defaults::protocol, (protocol) -> options.protocol(protocol).build());
		settings.apply("max-message-size", Defaults::maxMessageSize,
				(size) -> options.maxFrameBytes(bytes(size)).build());
		settings.apply("log-level", Defaults::logLevel, options::logLevel);
		Map<String, String> data = settings.merged(Defaults::data);
		options.workerData(data.isEmpty() ? null : data);
		options.commandAccess(this.commands.of(settings));
		applyTimeouts(settings, options);
		applyCrashPolicies(settings, options);
		middleware(settings).forEach(options::middleware);
		this.beans.servingPool(pool, WorkerListener.class).forEach(options::listener);
		this.beans.servingPool(pool, WorkerPoolCustomizer.class)
			.forEach((customizer) -> customizer.customize(pool, options));
		return options.build();
	}

	private static int bytes(DataSize size) {
		if (size.compareTo(MAX_MESSAGE_SIZE) > 0) {
			throw new IllegalArgumentException("a message can have %,d bytes at most".formatted(Integer.MAX_VALUE));
		}
		return (int) size.toBytes();
	}

	private static void applyTimeouts(PoolSettings settings, WorkerOptions.Builder options) {
		settings.apply("timeouts.startup", (keys) -> keys.timeouts().startup(),
				(timeout) -> options.startupTimeout(timeout).build());
		settings.apply("timeouts.request", (keys) -> keys.timeouts().request(),
				(timeout) -> options.requestTimeout(timeout).build());
		settings.apply("timeouts.close", (keys) -> keys.timeouts().close(),
				(timeout) -> options.closeGrace(timeout).build());
		settings.apply("timeouts.cancel", (keys) -> keys.timeouts().cancel(),
				(timeout) -> options.cancelGrace(timeout).build());
		requireKnownTypes(settings, "timeouts.types", settings.pool().timeouts().types());
		for (String type : settings.merged((keys) -> keys.timeouts().types()).keySet()) {
			settings.apply("timeouts.types." + type, (keys) -> keys.timeouts().types().get(type),
					(timeout) -> options.requestTimeout(type, timeout).build());
		}
	}

	private static void applyCrashPolicies(PoolSettings settings, WorkerOptions.Builder options) {
		settings.apply("crash.attempts", (keys) -> keys.crash().attempts(),
				(attempts) -> options.crashPolicy(CrashPolicy.retry(attempts)));
		requireKnownTypes(settings, "crash.types", settings.pool().crash().types());
		for (String type : settings.merged((keys) -> keys.crash().types()).keySet()) {
			settings.apply("crash.types." + type, (keys) -> keys.crash().types().get(type),
					(attempts) -> options.crashPolicy(type, CrashPolicy.retry(attempts)));
		}
	}

	/**
	 * Where the contract is all that a worker serves, a setting for anything else is a
	 * mistake.
	 */
	private static void requireKnownTypes(PoolSettings settings, String key, Map<String, ?> types) {
		Class<?> type = settings.pool().contract();
		if (type == null || settings.pool().workerClass() == null) {
			return;
		}
		Contract<?> contract = Contract.of(type);
		types.forEach((name, value) -> {
			if (contract.method(name) == null) {
				throw new PoolConfigurationException(settings.property(key + "." + name), value,
						"%s has no message '%s'. Its messages are: %s".formatted(type.getName(), name,
								PoolBeans.quoted(
										contract.methods().stream().map((method) -> method.type().name()).toList())),
						"Correct the name, upper and lower case included.");
			}
		});
	}

	private List<Middleware> middleware(PoolSettings settings) {
		List<String> names = settings.get(Defaults::middleware);
		if (names == null) {
			return this.beans.servingPool(settings.name(), Middleware.class);
		}
		return names.stream().map((name) -> {
			Middleware middleware = this.beans.find(name, Middleware.class);
			if (middleware == null) {
				throw settings.invalid("middleware", Defaults::middleware,
						"there is no Middleware bean '%s'. Those that exist are: %s".formatted(name,
								PoolBeans.quoted(this.beans.namesOf(Middleware.class))),
						"Correct the name, or define the bean.");
			}
			return middleware;
		}).toList();
	}

}
