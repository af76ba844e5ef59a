package io.isolatedworkers.spring;

import io.isolatedworkers.pool.PoolListener;

/**
 * Makes listeners that need to know which pool they listen to. Asked once for each pool,
 * before its workers are started.
 */
@FunctionalInterface
interface PoolListenerFactory {

	PoolListener listenTo(String pool);

}
