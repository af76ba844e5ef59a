package io.isolatedworkers.command;

import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;

/**
 * An event that a worker emitted, as its host gets it.
 */
public interface WorkerEvent {

	/**
	 * Returns what names this one event for all time. A stored event may come more than
	 * once, always with the same id; the router drops those it has seen itself.
	 * @return the id
	 */
	String id();

	/**
	 * Returns the event's name.
	 * @return the name, such as {@code archive:progress}
	 */
	String name();

	/**
	 * Returns which worker emitted it.
	 * @return the worker
	 */
	WorkerIdentity worker();

	/**
	 * Reads what there is to tell.
	 * @param <T> the type to read it as
	 * @param type the type
	 * @return the payload, {@code null} for none
	 * @throws io.isolatedworkers.serializer.MalformedMessageException if it is not of
	 * that type
	 */
	<T> @Nullable T payload(TypeRef<T> type);

	/**
	 * Reads what there is to tell.
	 * @param <T> the type to read it as
	 * @param type the type
	 * @return the payload, {@code null} for none
	 * @throws io.isolatedworkers.serializer.MalformedMessageException if it is not of
	 * that type
	 */
	default <T> @Nullable T payload(Class<T> type) {
		return payload(TypeRef.of(type));
	}

}
