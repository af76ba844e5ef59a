package com.example.workers;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * An application of a user's: it finds the starter as every application does, by its list
 * of auto-configurations.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class TestApplication {

	/** A runner of this application without a pool. */
	static ApplicationContextRunner runner() {
		return new ApplicationContextRunner().withUserConfiguration(TestApplication.class);
	}

	/** A runner of this application with one pool of one worker, and no more. */
	static ApplicationContextRunner runnerWithPool(String name) {
		return runner().withPropertyValues(pool(name));
	}

	/** The properties of a pool of one worker. */
	static String[] pool(String name) {
		String prefix = "isolated-workers.pools." + name;
		return new String[] { prefix + ".size=1", prefix + ".contract=" + ImageWorker.class.getName(),
				prefix + ".worker-class=" + ImageWorkerImpl.class.getName(), prefix + ".timeouts.startup=60s" };
	}

}
