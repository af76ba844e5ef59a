package io.isolatedworkers.message;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

/**
 * A Java interface read as messages: each abstract method is one message type of the same
 * name. Its only parameter, if any, is the payload; what it returns is the result, or
 * what a {@link CompletionStage} it returns completes with. Default and static methods
 * are not messages.
 * <p>
 * Immutable and safe for use by several threads.
 *
 * @param <T> the interface
 */
public final class Contract<T> {

	private final Class<T> type;

	private final Map<String, ContractMethod> methods;

	private Contract(Class<T> type, Map<String, ContractMethod> methods) {
		this.type = type;
		this.methods = Collections.unmodifiableMap(methods);
	}

	/**
	 * Reads an interface.
	 * @param <T> the interface
	 * @param type the interface
	 * @return its contract
	 * @throws InvalidContractException if it is not an interface, has no abstract method,
	 * or a method cannot be a message; the exception names each such method
	 */
	public static <T> Contract<T> of(Class<T> type) {
		if (!type.isInterface() || type.isAnnotation()) {
			throw new InvalidContractException(type, List.of("it is not an interface"));
		}
		if (type.isSealed()) {
			throw new InvalidContractException(type, List.of("it is sealed, so that no proxy can implement it"));
		}
		Map<String, ContractMethod> methods = new LinkedHashMap<>();
		List<String> problems = new ArrayList<>();
		for (Method method : messagesOf(type)) {
			String problem = problemOf(method, methods);
			if (problem == null) {
				methods.put(method.getName(), read(method));
			}
			else {
				problems.add("%s: %s".formatted(signature(method), problem));
			}
		}
		if (methods.isEmpty() && problems.isEmpty()) {
			problems.add("it has no abstract method, so there is nothing to call");
		}
		if (!problems.isEmpty()) {
			throw new InvalidContractException(type, problems);
		}
		return new Contract<>(type, methods);
	}

	private static List<Method> messagesOf(Class<?> type) {
		// No streams: each worker's start comes through here
		Map<String, Method> bySignature = new TreeMap<>();
		for (Method method : type.getMethods()) {
			if (Modifier.isAbstract(method.getModifiers()) && !isMethodOfObject(method)) {
				String signature = signature(method);
				Method known = bySignature.get(signature);
				bySignature.put(signature, (known != null) ? moreSpecific(known, method) : method);
			}
		}
		return List.copyOf(bySignature.values());
	}

	/**
	 * Of two methods of one signature, inherited from two parents, the one that says
	 * more.
	 */
	private static Method moreSpecific(Method one, Method other) {
		return one.getReturnType().isAssignableFrom(other.getReturnType()) ? other : one;
	}

	/** Not asked for by name: the exception for what is missing takes streams to make. */
	private static boolean isMethodOfObject(Method method) {
		for (Method known : Object.class.getMethods()) {
			if (known.getName().equals(method.getName())
					&& Arrays.equals(known.getParameterTypes(), method.getParameterTypes())) {
				return true;
			}
		}
		return false;
	}

	private static @Nullable String problemOf(Method method, Map<String, ContractMethod> known) {
		if (method.getParameterCount() > 1) {
			return "it takes %d parameters; put them into one record".formatted(method.getParameterCount());
		}
		if (method.getTypeParameters().length > 0) {
			return "it has type parameters; a message needs concrete types";
		}
		if (known.containsKey(method.getName())) {
			return "the name is used twice; a message is found by its name alone";
		}
		if (method.getName().startsWith("$")) {
			return "names that begin with '$' belong to the library";
		}
		Class<?> returned = method.getReturnType();
		if (returned == CompletionStage.class || returned == CompletableFuture.class) {
			if (!(method.getGenericReturnType() instanceof ParameterizedType)) {
				return "it returns a raw %s; name the type of the result".formatted(returned.getSimpleName());
			}
		}
		else if (Future.class.isAssignableFrom(returned) || CompletionStage.class.isAssignableFrom(returned)) {
			return "it returns %s; of futures only CompletionStage and CompletableFuture can be answered"
				.formatted(returned.getSimpleName());
		}
		try {
			read(method);
			return null;
		}
		catch (IllegalArgumentException ex) {
			return ex.getMessage();
		}
	}

	private static ContractMethod read(Method method) {
		TypeRef<?> payload = (method.getParameterCount() == 0) ? TypeRef.of(Void.class)
				: TypeRef.of(method.getGenericParameterTypes()[0]);
		boolean async = CompletionStage.class.isAssignableFrom(method.getReturnType());
		Type returned = method.getGenericReturnType();
		TypeRef<?> result = TypeRef
			.of((async && returned instanceof ParameterizedType stage) ? stage.getActualTypeArguments()[0] : returned);
		return new ContractMethod(method, MessageType.of(method.getName(), payload, result), async);
	}

	private static String signature(Method method) {
		StringJoiner parameters = new StringJoiner(", ", method.getName() + "(", ")");
		for (Class<?> parameter : method.getParameterTypes()) {
			parameters.add(parameter.getSimpleName());
		}
		return parameters.toString();
	}

	/**
	 * Returns the interface.
	 * @return the interface
	 */
	public Class<T> type() {
		return this.type;
	}

	/**
	 * Returns the methods that are messages, by name.
	 * @return the methods
	 */
	public Collection<ContractMethod> methods() {
		return this.methods.values();
	}

	/**
	 * Returns the message of a method.
	 * @param name the method's name
	 * @return the method, {@code null} if no message has that name
	 */
	public @Nullable ContractMethod method(String name) {
		return this.methods.get(name);
	}

	@Override
	public String toString() {
		return "Contract %s %s".formatted(this.type.getName(), this.methods.keySet());
	}

}
