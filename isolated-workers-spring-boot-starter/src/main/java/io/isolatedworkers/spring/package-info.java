/**
 * Worker pools in a Spring Boot application: beans, health, metrics and an endpoint.
 */
@NullMarked
package io.isolatedworkers.spring;

import org.jspecify.annotations.NullMarked;
