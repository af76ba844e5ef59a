package io.isolatedworkers.testing;

import io.isolatedworkers.message.Direction;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.server.Handlers;
import io.isolatedworkers.server.WorkerServer;
import io.isolatedworkers.server.WorkerServerOptions;

/**
 * A worker that speaks MessagePack, and whose middleware does not let empty results pass.
 */
public final class MsgPackMain {

	private MsgPackMain() {
	}

	public static void main(String... arguments) {
		WorkerServer.start(Handlers.of(BinaryWorker.class, new BinaryWorker.Impl()),
				WorkerServerOptions.builder()
					.serializer(new MsgPackSerializer())
					.middleware(MsgPackMain::refuseEmptyResults)
					.build());
	}

	private static Message refuseEmptyResults(Message message, Direction direction) {
		if (message.payload() instanceof byte[] bytes && bytes.length == 0 && direction == Direction.SEND) {
			throw new IllegalStateException("the result is empty");
		}
		return message;
	}

}
