package io.isolatedworkers.command;

/**
 * Who is at the other end of a command connection: known from the token that was shown
 * when it began, never from a request.
 *
 * @param pool the pool of a managed worker, or the name under which a guest was let in
 * @param worker the worker, such as {@code archive-1}; for a guest the same as the pool
 * @param pid its process id as it says itself, for logs; 0 if it does not say
 */
public record WorkerIdentity(String pool, String worker, long pid) {

	/** The same worker, whichever process shows its token. */
	WorkerIdentity withoutPid() {
		return new WorkerIdentity(this.pool, this.worker, 0);
	}

	@Override
	public String toString() {
		return (this.pid > 0) ? "%s (pid %d)".formatted(this.worker, this.pid) : this.worker;
	}

}
