package io.isolatedworkers.message;

import java.lang.reflect.Method;

/**
 * A method of a contract interface and the message it stands for.
 *
 * @param method the method
 * @param type its message type
 * @param async whether the method returns a {@link java.util.concurrent.CompletionStage}
 * instead of waiting
 */
public record ContractMethod(Method method, MessageType<?, ?> type, boolean async) {
}
