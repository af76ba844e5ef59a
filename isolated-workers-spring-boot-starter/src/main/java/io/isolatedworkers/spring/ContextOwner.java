package io.isolatedworkers.spring;

import io.isolatedworkers.driver.WorkerOwner;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * The application context that closes its pools. A context is closed from the beginning
 * of its closing on, and active until its end.
 *
 * @param context the context
 */
record ContextOwner(ConfigurableApplicationContext context) implements WorkerOwner {

	@Override
	public boolean isClosing() {
		return this.context.isClosed();
	}

	@Override
	public boolean isClosed() {
		return !this.context.isActive();
	}

}
