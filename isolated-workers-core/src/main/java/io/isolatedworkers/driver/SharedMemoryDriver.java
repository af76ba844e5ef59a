package io.isolatedworkers.driver;

/**
 * A driver whose workers run in the host's own memory: what is handed over as shared is
 * the same object on both sides, see {@link SharedBuffer}.
 *
 * @param <O> the options of one worker
 * @param <C> the kind of channel to a worker
 */
public interface SharedMemoryDriver<O, C extends DriverChannel> extends WorkerDriver<O, C> {

}
