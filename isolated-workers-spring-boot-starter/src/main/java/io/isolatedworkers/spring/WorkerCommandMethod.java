package io.isolatedworkers.spring;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.concurrent.CompletionStage;

import io.isolatedworkers.command.WorkerIdentity;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.util.ClassUtils;

/**
 * A method of a bean that is a command, as its declaration tells; the bean need not exist
 * yet.
 *
 * @param bean the bean's name
 * @param holder the factory that has the bean
 * @param method the method, as its class or an interface of it declares it
 * @param type the command's name and types
 * @param payload which parameter takes what the worker sends, -1 for none
 * @param identity which parameter takes who asks, -1 for none
 * @param payloadRequired whether the worker must send something
 * @param description names method and bean for a person
 */
record WorkerCommandMethod(String bean, BeanFactory holder, Method method, MessageType<Object, Object> type,
		int payload, int identity, boolean payloadRequired, String description) {

	/**
	 * Reads the declaration of a method.
	 * @throws PoolConfigurationException if it cannot be called as a command
	 */
	static WorkerCommandMethod of(String name, String bean, Class<?> beanType, BeanFactory holder, Method method) {
		String description = "%s (bean '%s')".formatted(ClassUtils.getQualifiedMethodName(method, beanType), bean);
		if (Modifier.isPrivate(method.getModifiers())) {
			throw cannotWork(name, description, "it is private", "Make it package-private at least.");
		}
		int payload = -1;
		int identity = -1;
		for (int i = 0; i < method.getParameterCount(); i++) {
			boolean isIdentity = method.getParameterTypes()[i] == WorkerIdentity.class;
			if ((isIdentity ? identity : payload) >= 0) {
				throw cannotWork(name, description,
						isIdentity ? "it has more than one WorkerIdentity"
								: "it has more than one parameter for what the worker sends",
						isIdentity ? "Remove one." : "Make a record of them.");
			}
			if (isIdentity) {
				identity = i;
			}
			else {
				payload = i;
			}
		}
		try {
			Type sent = (payload >= 0) ? method.getGenericParameterTypes()[payload] : Void.class;
			return new WorkerCommandMethod(bean, holder, method,
					messageType(name, GenericTypeResolver.resolveType(sent, beanType),
							GenericTypeResolver.resolveType(resultOf(method), beanType)),
					payload, identity, payload >= 0 && !new MethodParameter(method, payload).isOptional(), description);
		}
		catch (IllegalArgumentException ex) {
			throw cannotWork(name, description, String.valueOf(ex.getMessage()), "Change the method or its name.");
		}
	}

	/** What is behind the stage, if the method returns one. */
	private static Type resultOf(Method method) {
		if (CompletionStage.class.isAssignableFrom(method.getReturnType())) {
			return (method.getGenericReturnType() instanceof ParameterizedType stage
					&& stage.getActualTypeArguments().length == 1) ? stage.getActualTypeArguments()[0] : Object.class;
		}
		return method.getGenericReturnType();
	}

	@SuppressWarnings("unchecked")
	private static MessageType<Object, Object> messageType(String name, Type payload, Type result) {
		return MessageType.of(name, (TypeRef<Object>) TypeRef.of(payload), (TypeRef<Object>) TypeRef.of(result));
	}

	private static PoolConfigurationException cannotWork(String name, String description, String reason,
			String action) {
		return new PoolConfigurationException(
				"%s cannot be the command '%s': %s".formatted(description, name, withoutStop(reason)), action);
	}

	private static String withoutStop(String sentence) {
		return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
	}

	/** The name that workers use. */
	String name() {
		return this.type.name();
	}

	/** The bean, which is made now if it is not a singleton that exists. */
	Object target() {
		return this.holder.getBean(this.bean);
	}

	/** The arguments of a call. */
	@Nullable Object[] arguments(@Nullable Object sent, WorkerIdentity worker) {
		@Nullable Object[] arguments = new @Nullable Object[this.method.getParameterCount()];
		if (this.payload >= 0) {
			arguments[this.payload] = sent;
		}
		if (this.identity >= 0) {
			arguments[this.identity] = worker;
		}
		return arguments;
	}

}
