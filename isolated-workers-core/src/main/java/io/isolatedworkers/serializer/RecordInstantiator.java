package io.isolatedworkers.serializer;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdValueInstantiator;
import tools.jackson.databind.introspect.AnnotatedConstructor;

/**
 * Calls a record's constructor as Jackson does, by a handle that is adapted to its
 * arguments once instead of for each call.
 */
final class RecordInstantiator extends StdValueInstantiator {

	private final AnnotatedConstructor creator;

	/** Made at the first call, after Jackson has made the constructor accessible. */
	private volatile @Nullable MethodHandle handle;

	RecordInstantiator(StdValueInstantiator usual, AnnotatedConstructor creator) {
		super(usual);
		this.creator = creator;
	}

	@Override
	public Object createFromObjectWith(DeserializationContext context, @Nullable Object[] arguments) {
		try {
			return call(arguments);
		}
		catch (Exception ex) {
			return context.handleInstantiationProblem(this._valueClass, arguments, rewrapCtorProblem(context, ex));
		}
	}

	private Object call(@Nullable Object[] arguments) throws Exception {
		MethodHandle known = this.handle;
		if (known == null) {
			known = adapt();
			this.handle = known;
		}
		try {
			return (Object) known.invokeExact(arguments);
		}
		catch (Exception | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	private MethodHandle adapt() throws IllegalAccessException {
		MethodHandle constructor = MethodHandles.lookup().unreflectConstructor(this.creator.getAnnotated());
		return constructor.asType(constructor.type().generic())
			.asSpreader(Object[].class, constructor.type().parameterCount());
	}

}
