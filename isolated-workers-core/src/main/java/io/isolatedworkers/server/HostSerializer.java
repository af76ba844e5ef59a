package io.isolatedworkers.server;

import io.isolatedworkers.driver.StartupData;
import io.isolatedworkers.serializer.JsonSerializer;
import io.isolatedworkers.serializer.Serializer;

/**
 * Makes the serializer that the host uses.
 */
final class HostSerializer {

	private HostSerializer() {
	}

	static Serializer of(StartupData data) {
		String name = data.serializerClass();
		if (name == null || name.equals(JsonSerializer.class.getName())) {
			return new JsonSerializer();
		}
		try {
			return Class.forName(name, true, Thread.currentThread().getContextClassLoader())
				.asSubclass(Serializer.class)
				.getDeclaredConstructor()
				.newInstance();
		}
		catch (ReflectiveOperationException | ClassCastException | LinkageError ex) {
			throw new IllegalStateException(
					"The host uses the serializer %s, which cannot be made here (%s); give the worker its serializer through WorkerServerOptions"
						.formatted(name, ex),
					ex);
		}
	}

}
