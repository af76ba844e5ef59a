package io.isolatedworkers.driver;

import java.net.URL;
import java.net.URLClassLoader;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Threads of the library's own take over nothing from whoever needs them first.
 */
class LibraryThreadsTests {

	private static final InheritableThreadLocal<String> INHERITABLE = new InheritableThreadLocal<>();

	@Test
	void aThreadBelongsToTheLibraryWhoeverMakesIt() throws Exception {
		LibraryThreads threads = new LibraryThreads("test");
		Thread[] made = new Thread[1];
		String[] inherited = new String[1];
		try (URLClassLoader loader = new URLClassLoader(new URL[0])) {
			Thread worker = new Thread(new ThreadGroup("worker"), () -> {
				INHERITABLE.set("the worker's");
				made[0] = threads.newThread(() -> inherited[0] = INHERITABLE.get());
				made[0].start();
			});
			worker.setContextClassLoader(loader);
			worker.start();
			worker.join();
			assertThat(made[0].getContextClassLoader()).isSameAs(LibraryThreads.class.getClassLoader());
			assertThat(made[0].getName()).isEqualTo("test-1");
			assertThat(made[0].isDaemon()).isTrue();
			made[0].join();
			assertThat(inherited[0]).isNull();
		}
		assertThat(threads.newThread(() -> {
		}).getThreadGroup().getParent()).isNull();
	}

}
