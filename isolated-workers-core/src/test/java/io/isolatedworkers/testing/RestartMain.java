package io.isolatedworkers.testing;

import java.io.File;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

import io.isolatedworkers.client.SendOptions;
import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.thread.ThreadDriver;
import io.isolatedworkers.driver.thread.ThreadOptions;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.server.Handlers;
import io.isolatedworkers.server.WorkerServer;
import io.isolatedworkers.server.WorkerServerOptions;
import org.assertj.core.api.Assertions;

/**
 * Starts a worker in threads again and again, uses it and closes it. The first argument
 * is how often, the second whether the worker leaks.
 */
public final class RestartMain {

	private static final MessageType<Load, Load> LOAD = MessageType.of("load", Load.class, Load.class);

	private RestartMain() {
	}

	public static void main(String... arguments) {
		ThreadOptions options = ThreadOptions.mainClass(Restarted.class.getName(), arguments[1]).build();
		int restarts = Integer.parseInt(arguments[0]);
		// Kept, as an application might keep what it was given
		Worker[] workers = new Worker[restarts];
		for (int i = 0; i < restarts; i++) {
			workers[i] = Workers.start(new ThreadDriver(), options, WorkerOptions.defaults());
			CompletableFuture<Integer> loaded = workers[i]
				.send(LOAD, new Load(300, List.of()), SendOptions.defaults().withProgress(Load.class, (load) -> {
				}))
				.thenApply(Load::classes);
			if (loaded.join() < 250) {
				throw new IllegalStateException("only %d classes were loaded".formatted(loaded.join()));
			}
			workers[i].closeAsync().join();
		}
		for (Thread thread : Thread.getAllStackTraces().keySet()) {
			if (String.valueOf(thread.getContextClassLoader()).startsWith("the class loader of worker")) {
				throw new IllegalStateException(thread + " keeps " + thread.getContextClassLoader());
			}
		}
		System.out.println("restarted " + restarts + " times");
	}

	/**
	 * The worker.
	 */
	public static final class Restarted {

		private Restarted() {
		}

		public static void main(String... arguments) {
			if (arguments[0].equals("leaks")) {
				System.getProperties().put(new Object(), Restarted.class);
			}
			WorkerServer.start(Handlers.builder().on(LOAD, (load, context) -> {
				context.progress(load);
				// Makes the timer thread of all futures, if nobody has
				new CompletableFuture<Void>().completeOnTimeout(null, 1, TimeUnit.MILLISECONDS).join();
				return new Load(loadClasses(load.classes()), List.of(new Load(1, List.of())));
			}).build(), WorkerServerOptions.builder().driver(new ThreadDriver()).build());
		}

		/** Loads classes of a library that the worker does not share with its host. */
		private static int loadClasses(int count) throws Exception {
			File jar = new File(Assertions.class.getProtectionDomain().getCodeSource().getLocation().toURI());
			try (JarFile file = new JarFile(jar)) {
				List<String> names = file.stream()
					.map(ZipEntry::getName)
					.filter((name) -> name.startsWith("org/assertj/core/api/") && name.endsWith(".class"))
					.map((name) -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
					.limit(count)
					.toList();
				int loaded = 0;
				for (String name : names) {
					try {
						Class<?> type = Class.forName(name, false, Restarted.class.getClassLoader());
						loaded += (type.getClassLoader() == Restarted.class.getClassLoader()) ? 1 : 0;
					}
					catch (NoClassDefFoundError ex) {
						// It needs a library that is not there
					}
				}
				return loaded;
			}
		}

	}

	/**
	 * A payload that is bound on both sides.
	 *
	 * @param classes a number of classes
	 * @param parts makes it a graph
	 */
	public record Load(int classes, List<Load> parts) {

	}

}
