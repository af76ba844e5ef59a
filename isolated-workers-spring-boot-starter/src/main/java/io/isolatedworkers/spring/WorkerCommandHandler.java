package io.isolatedworkers.spring;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

import io.isolatedworkers.command.CommandException;
import io.isolatedworkers.command.CommandHandler;
import io.isolatedworkers.command.CommandProblem;
import io.isolatedworkers.command.WorkerIdentity;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * Carries a command out by calling the method of a bean.
 */
final class WorkerCommandHandler implements CommandHandler<@Nullable Object, @Nullable Object> {

	private final WorkerCommandMethod command;

	private final CommandServices services;

	WorkerCommandHandler(WorkerCommandMethod command, CommandServices services) {
		this.command = command;
		this.services = services;
	}

	@Override
	@SuppressWarnings("NullAway") // looks at the interface's R, not at what stands for it
	public @Nullable Object handle(@Nullable Object sent, WorkerIdentity worker) throws Exception {
		this.services.gate().pass();
		long start = System.nanoTime();
		CommandObserver.Outcome outcome = CommandObserver.Outcome.ERROR;
		try {
			Object result = execute(sent, worker);
			outcome = CommandObserver.Outcome.SUCCESS;
			return result;
		}
		catch (CommandException ex) {
			if (ex.problem() == CommandProblem.INVALID_ARGUMENTS) {
				outcome = CommandObserver.Outcome.INVALID;
			}
			throw ex;
		}
		finally {
			this.services.observe(worker.pool(), this.command.name(), outcome,
					Duration.ofNanos(System.nanoTime() - start));
		}
	}

	private @Nullable Object execute(@Nullable Object sent, WorkerIdentity worker) throws Exception {
		if (sent == null && this.command.payloadRequired()) {
			throw new CommandException(CommandProblem.INVALID_ARGUMENTS,
					"The command %s needs parameters".formatted(this.command.name()), null);
		}
		Object bean = this.command.target();
		@Nullable Object[] arguments = this.command.arguments(sent, worker);
		ArgumentValidator validator = this.services.validator();
		if (validator != null) {
			validator.validate(this.command, bean, arguments);
		}
		Method method = WorkerCommands.invocable(this.command, bean);
		ReflectionUtils.makeAccessible(method);
		try {
			Object result = method.invoke(bean, arguments);
			return (result instanceof CompletionStage<?> stage) ? stage.toCompletableFuture().get() : result;
		}
		catch (InvocationTargetException | ExecutionException ex) {
			Throwable cause = ex.getCause();
			if (cause instanceof Error error) {
				throw error;
			}
			throw (cause instanceof Exception failure) ? failure : ex;
		}
	}

}
