package io.isolatedworkers.client;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.isolatedworkers.message.Contract;
import io.isolatedworkers.message.ContractMethod;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.message.WorkerException;
import org.jspecify.annotations.Nullable;

/**
 * Turns calls of a contract's methods into requests.
 */
final class ContractProxy implements InvocationHandler {

	private final Contract<?> contract;

	private final WorkerClient client;

	private ContractProxy(Contract<?> contract, WorkerClient client) {
		this.contract = contract;
		this.client = client;
	}

	static <T> T create(Class<T> type, WorkerClient client) {
		Contract<T> contract = Contract.of(type);
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				new ContractProxy(contract, client)));
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
			throws Throwable {
		if (method.getDeclaringClass() == Object.class) {
			return invokeOnObject(proxy, method, arguments);
		}
		if (method.isDefault()) {
			return InvocationHandler.invokeDefault(proxy, method, arguments);
		}
		ContractMethod message = this.contract.method(method.getName());
		if (message == null) {
			throw new UnsupportedOperationException("%s is no message of %s".formatted(method, this.contract));
		}
		CompletableFuture<?> answer = send(message.type(), (arguments != null) ? arguments[0] : null);
		return message.async() ? answer : await(method, answer);
	}

	@SuppressWarnings("unchecked")
	private <P, R> CompletableFuture<R> send(MessageType<P, R> type, @Nullable Object payload) {
		// The proxy's caller could only pass what the method takes
		return this.client.send(type, (P) payload);
	}

	private static @Nullable Object await(Method method, CompletableFuture<?> answer) {
		try {
			return answer.get();
		}
		catch (InterruptedException ex) {
			answer.cancel(true);
			Thread.currentThread().interrupt();
			throw new RequestInterruptedException(
					"The thread was interrupted while it waited for '%s'".formatted(method.getName()), ex);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof WorkerException failure) {
				// It was made by a thread of the library; the caller looks for its own
				failure.setStackTrace(new Throwable().getStackTrace());
				throw failure;
			}
			throw new IllegalStateException("'%s' failed unexpectedly".formatted(method.getName()), ex.getCause());
		}
	}

	private @Nullable Object invokeOnObject(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
		return switch (method.getName()) {
			case "equals" -> arguments != null && proxy == arguments[0];
			case "hashCode" -> System.identityHashCode(proxy);
			default -> "%s of %s".formatted(this.contract.type().getSimpleName(), this.client);
		};
	}

}
