package io.isolatedworkers.serializer;

import java.util.concurrent.atomic.AtomicReferenceArray;

import tools.jackson.core.util.BufferRecycler;
import tools.jackson.core.util.RecyclerPool;

/**
 * Keeps a few of Jackson's buffers for the next message: as many as there are slots, no
 * matter how many threads come and go. A thread takes what lies in its slot, and makes
 * new ones where another thread was faster.
 */
final class RecyclerSlots implements RecyclerPool<BufferRecycler> {

	private static final long serialVersionUID = 1L;

	private static final int SLOTS = 16;

	/** Slots of neighbours lie in different cache lines. */
	private static final int STEP = 16;

	private final transient AtomicReferenceArray<BufferRecycler> slots = new AtomicReferenceArray<>(SLOTS * STEP);

	@Override
	public BufferRecycler acquirePooled() {
		BufferRecycler known = this.slots.getAndSet(slot(), null);
		return (known != null) ? known : new BufferRecycler();
	}

	@Override
	public void releasePooled(BufferRecycler recycler) {
		this.slots.setRelease(slot(), recycler);
	}

	private Object readResolve() {
		return new RecyclerSlots();
	}

	private static int slot() {
		return (int) (Thread.currentThread().getId() & (SLOTS - 1)) * STEP;
	}

}
