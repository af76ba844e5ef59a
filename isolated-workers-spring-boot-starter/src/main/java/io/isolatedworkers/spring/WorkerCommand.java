package io.isolatedworkers.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Makes a method of a bean a command that workers can execute, if
 * {@code isolated-workers.pools.<name>.allow.execute} of their pool names it.
 * <p>
 * The method has at most one parameter for what the worker sends, of any type that
 * Jackson can read, and at most one {@link io.isolatedworkers.command.WorkerIdentity},
 * which says who asks. What it returns goes back to the worker: any type that Jackson can
 * write, nothing, or a {@link java.util.concurrent.CompletionStage} of it, which is
 * waited for. It is called by several threads at once, which it may block, and not before
 * the application is up.
 * <p>
 * Where there is a Jakarta {@code Validator} bean, the parameter is checked before the
 * method is called: its own constraints and, with or without {@code @Valid}, those of
 * what it holds.
 * <p>
 * Of an exception that is a {@link io.isolatedworkers.message.CodedError} the worker gets
 * code and message, of any other only that there was one. A method is found by the type
 * that its bean is declared with. Two methods of one name, and a method that cannot be
 * called so, fail the start of the application.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Reflective(WorkerCommandReflectiveProcessor.class)
public @interface WorkerCommand {

	/**
	 * The name of the command, such as {@code ai/generate}: not blank, not beginning with
	 * {@code $}.
	 * @return the name
	 */
	String value();

}
