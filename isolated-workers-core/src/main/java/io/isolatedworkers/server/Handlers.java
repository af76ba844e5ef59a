package io.isolatedworkers.server;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.isolatedworkers.message.Contract;
import io.isolatedworkers.message.ContractMethod;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;

/**
 * What a worker can do: one handler for each message type. Immutable.
 */
public final class Handlers {

	private final Map<String, Registration<?, ?>> byType;

	/** The methods of contracts among them. */
	private final List<Method> methods;

	private Handlers(Map<String, Registration<?, ?>> byType, List<Method> methods) {
		this.byType = Map.copyOf(byType);
		this.methods = List.copyOf(methods);
	}

	/**
	 * Handlers that call the methods of a contract's implementation.
	 * @param <T> the contract
	 * @param contract the contract's interface
	 * @param implementation the implementation
	 * @return the handlers
	 * @throws io.isolatedworkers.message.InvalidContractException if the interface cannot
	 * be read as messages
	 */
	public static <T> Handlers of(Class<T> contract, T implementation) {
		return builder().contract(contract, implementation).build();
	}

	/**
	 * Returns a builder without handlers.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns the names of the message types that are handled.
	 * @return the names
	 */
	public Set<String> types() {
		return this.byType.keySet();
	}

	Collection<Registration<?, ?>> all() {
		return this.byType.values();
	}

	/**
	 * Has the JDK make what calls the methods of contracts, which it does before it looks
	 * whether there is an object to call. None of them is called.
	 */
	void prepareCalls() {
		for (Method method : this.methods) {
			try {
				method.invoke(null, new Object[method.getParameterCount()]);
			}
			catch (NullPointerException | ReflectiveOperationException ex) {
				// what comes of no object
			}
		}
	}

	@Nullable Registration<?, ?> find(String type) {
		return this.byType.get(type);
	}

	/**
	 * A message type and its handler.
	 *
	 * @param <P> the payload's type
	 * @param <R> the result's type
	 * @param type the message type
	 * @param handler the handler
	 * @param pace how long its calls take
	 */
	record Registration<P, R>(MessageType<P, R> type, AsyncHandler<P, R> handler, Pace pace) {

		@SuppressWarnings("NullAway") // a payload is null only where P is Void
		@Nullable CompletionStage<R> call(@Nullable Object payload, WorkerContext context) throws Exception {
			return this.handler.handle(this.type.payloadType().cast(payload), context);
		}

		TypeRef<R> resultType() {
			return this.type.resultType();
		}

	}

	/**
	 * Builds {@link Handlers}.
	 */
	public static final class Builder {

		private final Map<String, Registration<?, ?>> byType = new LinkedHashMap<>();

		private final List<Method> methods = new ArrayList<>();

		private Builder() {
		}

		/**
		 * Handles a message type.
		 * @param <P> the payload's type
		 * @param <R> the result's type
		 * @param type the message type
		 * @param handler the handler
		 * @return this builder
		 * @throws IllegalArgumentException if the type has a handler already
		 */
		public <P, R> Builder on(MessageType<P, R> type, Handler<P, R> handler) {
			return onAsync(type, new AsyncHandler<>() {

				@Override
				public CompletionStage<R> handle(P payload, WorkerContext context) throws Exception {
					return CompletableFuture.completedFuture(handler.handle(payload, context));
				}

			});
		}

		/**
		 * Handles a message type by answering later.
		 * @param <P> the payload's type
		 * @param <R> the result's type
		 * @param type the message type
		 * @param handler the handler
		 * @return this builder
		 * @throws IllegalArgumentException if the type has a handler already
		 */
		public <P, R> Builder onAsync(MessageType<P, R> type, AsyncHandler<P, R> handler) {
			if (this.byType.putIfAbsent(type.name(), new Registration<>(type, handler, new Pace())) != null) {
				throw new IllegalArgumentException("Message type '%s' has two handlers".formatted(type.name()));
			}
			return this;
		}

		/**
		 * Handles the messages of a contract by calling its implementation.
		 * @param <T> the contract
		 * @param contract the contract's interface
		 * @param implementation the implementation
		 * @return this builder
		 * @throws io.isolatedworkers.message.InvalidContractException if the interface
		 * cannot be read as messages
		 * @throws IllegalArgumentException if a message has a handler already
		 */
		public <T> Builder contract(Class<T> contract, T implementation) {
			for (ContractMethod method : Contract.of(contract).methods()) {
				method.method().setAccessible(true);
				this.methods.add(method.method());
				contractMethod(method.type(), method, implementation);
			}
			return this;
		}

		private <P, R> void contractMethod(MessageType<P, R> type, ContractMethod method, Object implementation) {
			onAsync(type, new MethodHandler<>(method, type.resultType(), implementation));
		}

		/**
		 * Makes the handlers.
		 * @return the handlers
		 */
		public Handlers build() {
			return new Handlers(this.byType, this.methods);
		}

	}

}
