package io.isolatedworkers.driver;

/**
 * A driver whose workers can outlive their connection. That a driver implements this
 * interface is what gives its clients {@code disconnect()} and {@code reconnect()}.
 *
 * @param <O> the options of one worker
 * @param <C> the kind of channel to a worker
 */
public interface ReconnectableDriver<O, C extends ReconnectableChannel> extends WorkerDriver<O, C> {

}
