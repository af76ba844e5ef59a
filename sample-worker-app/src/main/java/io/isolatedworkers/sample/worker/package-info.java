/**
 * The work that the sample hands to its worker processes, a package for each worker. In
 * each, the interface whose name ends in {@code Worker} is the contract that the host
 * calls, the records are what travels, and the exception is how a request fails, with a
 * code for each cause. The class that implements the contract runs in the worker process:
 * {@code ImageIoWorker} needs nothing but its requests, and those whose names end in
 * {@code WorkerImpl} have data and a way back to their host, which they open as told in
 * {@code common}.
 */
@NullMarked
package io.isolatedworkers.sample.worker;

import org.jspecify.annotations.NullMarked;
