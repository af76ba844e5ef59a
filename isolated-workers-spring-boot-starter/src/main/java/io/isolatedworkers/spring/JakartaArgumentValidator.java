package io.isolatedworkers.spring;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.TreeSet;

import io.isolatedworkers.command.CommandException;
import io.isolatedworkers.command.CommandProblem;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;

/**
 * Checks with Jakarta Validation: the constraints of the method's parameters, and those
 * of what the worker sent, as if it had {@code @Valid}.
 */
final class JakartaArgumentValidator implements ArgumentValidator {

	private final Validator validator;

	JakartaArgumentValidator(Validator validator) {
		this.validator = validator;
	}

	@Override
	public void validate(WorkerCommandMethod command, Object bean, @Nullable Object[] arguments) {
		Set<String> problems = new TreeSet<>();
		// The constraints may be on the class only, and a proxy of interfaces hides them
		Object behindProxy = AopProxyUtils.getSingletonTarget(bean);
		Object target = (behindProxy != null) ? behindProxy : bean;
		Method method = WorkerCommands.invocable(command, target);
		this.validator.forExecutables()
			.validateParameters(target, method, arguments)
			.forEach((violation) -> problems.add(describe(belowParameter(violation), violation)));
		Object sent = (command.payload() >= 0) ? arguments[command.payload()] : null;
		if (sent != null) {
			this.validator.validate(sent)
				.forEach((violation) -> problems.add(describe(violation.getPropertyPath().toString(), violation)));
		}
		if (!problems.isEmpty()) {
			throw new CommandException(CommandProblem.INVALID_ARGUMENTS,
					"The parameters of %s are not valid: %s".formatted(command.name(), String.join("; ", problems)),
					null);
		}
	}

	/**
	 * Where a field is, as its sender knows it: without the names of the method and of
	 * its parameter. A parameter that has no fields keeps its name.
	 */
	private static String belowParameter(ConstraintViolation<?> violation) {
		String path = violation.getPropertyPath().toString();
		String parameter = path.substring(path.indexOf('.') + 1);
		int field = parameter.indexOf('.');
		return (field < 0 || parameter.lastIndexOf('[', field) >= 0) ? parameter : parameter.substring(field + 1);
	}

	/** The value may be a secret, and a message may be made to contain it. */
	private static String describe(String path, ConstraintViolation<?> violation) {
		String message = violation.getMessageTemplate().contains("validatedValue")
				? "breaks @" + violation.getConstraintDescriptor().getAnnotation().annotationType().getSimpleName()
				: violation.getMessage();
		return path.isEmpty() ? message : path + " " + message;
	}

}
