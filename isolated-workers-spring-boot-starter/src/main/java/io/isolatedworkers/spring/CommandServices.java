package io.isolatedworkers.spring;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.function.SingletonSupplier;

/**
 * What commands need to be carried out. The beans are asked for at the first command: the
 * router is up before most beans are made.
 */
final class CommandServices {

	private final CommandGate gate;

	private final SingletonSupplier<ArgumentValidator> validator;

	private final SingletonSupplier<List<CommandObserver>> observers;

	/**
	 * Makes the services.
	 * @param gate lets workers in while the application is up
	 * @param validators checks arguments, if there is one
	 * @param observers are told
	 */
	CommandServices(CommandGate gate, ObjectProvider<ArgumentValidator> validators,
			ObjectProvider<CommandObserver> observers) {
		this.gate = gate;
		this.validator = SingletonSupplier.ofNullable(validators::getIfAvailable);
		this.observers = SingletonSupplier.of(() -> observers.orderedStream().toList());
	}

	CommandGate gate() {
		return this.gate;
	}

	@Nullable ArgumentValidator validator() {
		return this.validator.get();
	}

	void observe(String pool, String command, CommandObserver.Outcome outcome, Duration duration) {
		this.observers.obtain().forEach((observer) -> observer.ended(pool, command, outcome, duration));
	}

}
