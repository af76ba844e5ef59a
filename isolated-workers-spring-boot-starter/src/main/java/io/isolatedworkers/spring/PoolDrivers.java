package io.isolatedworkers.spring;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.isolatedworkers.driver.DetachableDriver;
import io.isolatedworkers.driver.WorkerDriver;
import io.isolatedworkers.driver.process.ChildProcessDriver;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.thread.ThreadDriver;
import io.isolatedworkers.driver.thread.ThreadOptions;
import io.isolatedworkers.pool.WorkerPool;
import io.isolatedworkers.spring.IsolatedWorkersProperties.Defaults;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The drivers that a pool can name. What options a driver takes decides whether the
 * pool's workers are processes or threads.
 */
final class PoolDrivers {

	private static final Logger logger = LoggerFactory.getLogger(PoolDrivers.class);

	private static final String RUN_IN_THREADS = IsolatedWorkersProperties.PREFIX + ".run-in-threads";

	private final List<WorkerDriver<ChildProcessOptions, ?>> processDrivers;

	private final List<WorkerDriver<ThreadOptions, ?>> threadDrivers;

	private final boolean runInThreads;

	private final BackoffResolver backoffs;

	private final @Nullable ClassLoader classLoader;

	/**
	 * Makes the drivers.
	 * @param processDrivers those whose workers are processes
	 * @param threadDrivers those whose workers are threads
	 * @param runInThreads whether pools of processes run in threads where they can
	 * @param backoffs finds the waits before something is tried again
	 * @param classLoader finds the application's classes, {@code null} for the context
	 * class loader
	 */
	PoolDrivers(List<WorkerDriver<ChildProcessOptions, ?>> processDrivers,
			List<WorkerDriver<ThreadOptions, ?>> threadDrivers, boolean runInThreads, BackoffResolver backoffs,
			@Nullable ClassLoader classLoader) {
		this.processDrivers = processDrivers;
		this.threadDrivers = threadDrivers;
		this.runInThreads = runInThreads;
		this.backoffs = backoffs;
		this.classLoader = classLoader;
	}

	/**
	 * Reads how the workers of a pool are started.
	 * @param settings the keys of the pool
	 * @return makes the builder of the pool, which takes the state directory of detached
	 * workers
	 * @throws PoolConfigurationException if a key is not allowed
	 */
	Supplier<WorkerPool.Builder<?>> builder(PoolSettings settings) {
		String name = settings.get(Defaults::driver, ChildProcessDriver.NAME);
		WorkerDriver<ThreadOptions, ?> threads = named(name, this.threadDrivers);
		if (threads != null) {
			ThreadOptions options = threadOptions(settings);
			ProcessKeys.refuse(settings);
			return builder(settings, threads, options);
		}
		WorkerDriver<ChildProcessOptions, ?> processes = named(name, this.processDrivers);
		if (processes == null) {
			throw unknown(settings);
		}
		Supplier<WorkerPool.Builder<?>> ofProcesses = processes(settings, processes);
		return this.runInThreads ? instead(settings, ofProcesses) : ofProcesses;
	}

	private static <D extends WorkerDriver<?, ?>> @Nullable D named(String name, List<D> drivers) {
		return drivers.stream().filter((driver) -> driver.name().equals(name)).findFirst().orElse(null);
	}

	private PoolConfigurationException unknown(PoolSettings settings) {
		List<String> known = Stream.concat(this.processDrivers.stream(), this.threadDrivers.stream())
			.map(WorkerDriver::name)
			.toList();
		return settings.invalid("driver", Defaults::driver,
				"no driver has this name. Those that exist are: " + PoolBeans.quoted(known),
				"Use one of these names, or define a WorkerDriver bean of that name whose options are ChildProcessOptions or ThreadOptions.");
	}

	private Supplier<WorkerPool.Builder<?>> processes(PoolSettings settings,
			WorkerDriver<ChildProcessOptions, ?> driver) {
		ChildProcessOptions options = PoolOptionsMapper.processOptions(settings, this.backoffs);
		List<Class<?>> shared = settings.pool().sharedTypes();
		if (shared != null && !shared.isEmpty()) {
			throw new PoolConfigurationException(settings.property("shared-types"), shared,
					"a process has a memory of its own, in which it cannot see the application's objects",
					"Remove the property, or set '%s' to '%s'.".formatted(settings.property("driver"),
							ThreadDriver.NAME));
		}
		Supplier<WorkerPool.Builder<?>> attached = builder(settings, driver, options);
		Path directory = PoolStateDirectory.of(settings);
		if (directory == null) {
			return attached;
		}
		if (!(driver instanceof DetachableDriver<ChildProcessOptions, ?> detachable)) {
			throw settings.invalid("detached", Defaults::detached,
					"the workers of driver '%s' cannot outlive the application".formatted(driver.name()),
					"Remove the property, or set '%s' to '%s'.".formatted(settings.property("driver"),
							ChildProcessDriver.NAME));
		}
		if (settings.get(Defaults::spares, 0) > 0) {
			throw settings.invalid("spares", Defaults::spares,
					"the workers outlive the application, whose next start could not tell a spare from the worker whose state counts",
					"Set '%s' to 0, or '%s' to false.".formatted(settings.property("spares"),
							settings.property("detached")));
		}
		return () -> WorkerPool.detached(settings.name(), detachable, options,
				PoolStateDirectory.open(settings, directory));
	}

	private Supplier<WorkerPool.Builder<?>> instead(PoolSettings settings, Supplier<WorkerPool.Builder<?>> processes) {
		String runs = PoolCommand.keyOf(settings);
		if (!runs.equals(PoolCommand.WORKER_CLASS)) {
			logger.warn("Pool {} does not run in threads although '{}' is set: it has a {}, and only a {} runs there",
					settings.name(), RUN_IN_THREADS, runs, PoolCommand.WORKER_CLASS);
			return processes;
		}
		logger.warn("Pool {} runs in threads of this JVM, as '{}' says. Ignored: {}", settings.name(), RUN_IN_THREADS,
				PoolBeans.quoted(ProcessKeys.usedBy(settings)));
		return builder(settings, Objects.requireNonNull(named(ThreadDriver.NAME, this.threadDrivers)),
				threadOptions(settings));
	}

	private ThreadOptions threadOptions(PoolSettings settings) {
		ThreadOptions.Builder options = PoolCommand.inThreads(settings);
		if (this.classLoader != null) {
			options.hostClasses(this.classLoader);
		}
		settings.apply("jvm.class-path", (keys) -> keys.jvm().classPath(), options::classPath);
		settings.apply("jvm.stack-size", (keys) -> keys.jvm().stackSize(),
				(size) -> options.stackSizeBytes(PoolOptionsMapper.stackSizeBytes(size)));
		settings.apply("shared-types", (ignored) -> settings.pool().sharedTypes(),
				(types) -> options.shared(types.toArray(Class<?>[]::new)));
		return options.build();
	}

	private static <O> Supplier<WorkerPool.Builder<?>> builder(PoolSettings settings, WorkerDriver<O, ?> driver,
			O options) {
		try {
			WorkerPool.Builder<O> builder = WorkerPool.builder(settings.name(), driver, options);
			return () -> builder;
		}
		catch (IllegalArgumentException ex) {
			throw new PoolConfigurationException(settings.property(""), null, String.valueOf(ex.getMessage()),
					"Rename the pool.");
		}
	}

}
