package io.isolatedworkers.serializer;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.function.BiConsumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Does what {@link RecordCode} does, where no class can be made: in modules and class
 * loaders other than the library's own.
 */
final class RecordReflection implements Function<@Nullable Object[], Object>, BiConsumer<Object, @Nullable Object[]> {

	private final Constructor<?> constructor;

	private final Method[] accessors;

	RecordReflection(Class<?> record) {
		RecordComponent[] components = record.getRecordComponents();
		this.constructor = record.getDeclaredConstructors()[0];
		this.constructor.setAccessible(true);
		this.accessors = new Method[components.length];
		for (int i = 0; i < components.length; i++) {
			this.accessors[i] = components[i].getAccessor();
			this.accessors[i].setAccessible(true);
		}
	}

	@Override
	public Object apply(@Nullable Object[] values) {
		try {
			return this.constructor.newInstance(values);
		}
		catch (InvocationTargetException ex) {
			throw new IllegalStateException(ex.getCause());
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void accept(Object record, @Nullable Object[] values) {
		try {
			for (int i = 0; i < values.length; i++) {
				values[i] = this.accessors[i].invoke(record);
			}
		}
		catch (InvocationTargetException ex) {
			throw new IllegalStateException(ex.getCause());
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
