package io.isolatedworkers.benchmarks.dual;

import java.util.ArrayList;
import java.util.List;

import io.isolatedworkers.data.DataAdapter;
import io.isolatedworkers.data.DataHandles;
import io.isolatedworkers.data.Move;
import io.isolatedworkers.data.MoveResult;

/**
 * This library's way: batches that are copied, compared and deleted in the database.
 */
final class AdapterMoves implements Mover {

	private final DataAdapter data;

	private final Move move;

	private final List<Long> locked = new ArrayList<>();

	AdapterMoves(DataAdapter data, int batchSize) {
		this.data = data;
		this.move = Move.of(ChatMessages.TABLE, DataHandles.PRIMARY, DataHandles.ARCHIVE)
			.orderBy(ChatMessages.ORDER)
			.batchSize(batchSize);
	}

	@Override
	public int next() {
		MoveResult result = this.data.moveBatch(this.move);
		this.locked.add(result.locked().toNanos());
		return result.moved();
	}

	/** Begins to measure. */
	void warm() {
		this.locked.clear();
	}

	/** For how long each batch kept others from writing to the source, in nanoseconds. */
	long[] locked() {
		return this.locked.stream().mapToLong(Long::longValue).toArray();
	}

	@Override
	public void close() {
		this.data.close();
	}

}
