package io.isolatedworkers.spring;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Type;

import io.isolatedworkers.command.WorkerIdentity;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.annotation.ReflectiveProcessor;

/**
 * Lets a native image call the methods of commands, and read and write what they take and
 * return.
 */
final class WorkerCommandReflectiveProcessor implements ReflectiveProcessor {

	private final BindingReflectionHintsRegistrar binding = new BindingReflectionHintsRegistrar();

	WorkerCommandReflectiveProcessor() {
	}

	@Override
	public void registerReflectionHints(ReflectionHints hints, AnnotatedElement element) {
		if (element instanceof Method method) {
			hints.registerMethod(method, ExecutableMode.INVOKE);
			for (Type parameter : method.getGenericParameterTypes()) {
				if (parameter != WorkerIdentity.class) {
					this.binding.registerReflectionHints(hints, parameter);
				}
			}
			if (method.getReturnType() != void.class) {
				this.binding.registerReflectionHints(hints, method.getGenericReturnType());
			}
		}
	}

}
