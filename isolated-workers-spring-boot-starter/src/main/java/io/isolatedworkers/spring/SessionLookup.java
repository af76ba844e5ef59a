package io.isolatedworkers.spring;

import io.isolatedworkers.command.Session;
import io.isolatedworkers.command.WorkerIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Finds the sessions that workers ask for. An application whose workers may do so has one
 * bean of this type. Called by several threads at once, which it may block.
 */
@FunctionalInterface
public interface SessionLookup {

	/**
	 * Finds a session.
	 * @param sessionId the session's id, as the worker sent it
	 * @param worker who asks
	 * @return the session, {@code null} if there is none, or none that the worker may see
	 */
	@Nullable Session find(String sessionId, WorkerIdentity worker);

}
