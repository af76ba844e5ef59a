package io.isolatedworkers.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Binds a {@link io.isolatedworkers.message.Middleware}, a
 * {@link io.isolatedworkers.pool.PoolListener}, a
 * {@link io.isolatedworkers.client.WorkerListener} or a {@link WorkerPoolCustomizer} to
 * some pools. Without it the bean serves all of them. Stands on the bean's class or its
 * {@code @Bean} method. A name that no pool has fails the application's start.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
public @interface ForPools {

	/**
	 * The names of the pools.
	 * @return the names
	 */
	String[] value();

}
