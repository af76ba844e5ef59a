package io.isolatedworkers.spring;

import org.jspecify.annotations.Nullable;

/**
 * Checks what a command is called with.
 */
@FunctionalInterface
interface ArgumentValidator {

	/**
	 * Returns if the arguments are valid.
	 * @param command the command
	 * @param bean the bean that carries it out, which may be a proxy
	 * @param arguments the arguments of its method
	 * @throws io.isolatedworkers.command.CommandException if they are not, with what is
	 * wrong and without their values
	 */
	void validate(WorkerCommandMethod command, Object bean, @Nullable Object[] arguments);

}
