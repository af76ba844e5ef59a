package io.isolatedworkers.client;

/**
 * What happens to a request whose worker died with it. A request that was not sent, or
 * that its worker is known not to have begun, is always given to another worker of the
 * pool: that does no harm.
 *
 * @param maxAttempts how often a worker may be given the request, the first time
 * included; 1 never repeats what may have been executed
 */
public record CrashPolicy(int maxAttempts) {

	private static final CrashPolicy REJECT = new CrashPolicy(1);

	/**
	 * Checks the policy.
	 */
	public CrashPolicy {
		if (maxAttempts < 1) {
			throw new IllegalArgumentException("maxAttempts is %d; it must be at least 1".formatted(maxAttempts));
		}
	}

	/**
	 * The request fails with {@link WorkerCrashedException}. The default.
	 * @return the policy
	 */
	public static CrashPolicy reject() {
		return REJECT;
	}

	/**
	 * Another worker of the pool is given the request, which may do its work twice: for
	 * requests that are idempotent.
	 * @param maxAttempts how often in all, the first time included
	 * @return the policy
	 */
	public static CrashPolicy retry(int maxAttempts) {
		return new CrashPolicy(maxAttempts);
	}

	/**
	 * Whether what may have been executed is repeated.
	 * @return {@code true} with more than one attempt
	 */
	public boolean retries() {
		return this.maxAttempts > 1;
	}

}
