package io.isolatedworkers.client;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

import org.jspecify.annotations.Nullable;

/**
 * Tells virtual threads, which JDK 17 has not.
 */
final class VirtualThreads {

	private static final @Nullable MethodHandle IS_VIRTUAL = isVirtual();

	private VirtualThreads() {
	}

	private static @Nullable MethodHandle isVirtual() {
		try {
			return MethodHandles.lookup().findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
		}
		catch (ReflectiveOperationException ex) {
			return null;
		}
	}

	static boolean isCurrent() {
		MethodHandle method = IS_VIRTUAL;
		if (method == null) {
			return false;
		}
		try {
			return (boolean) method.invokeExact(Thread.currentThread());
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

}
