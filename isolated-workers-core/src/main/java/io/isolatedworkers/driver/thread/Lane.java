package io.isolatedworkers.driver.thread;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.SerialQueue;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.FrameBuffer;
import io.isolatedworkers.serializer.MalformedMessageException;
import io.isolatedworkers.serializer.PayloadTypes;
import io.isolatedworkers.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * One direction between host and worker. No thread of its own: whoever sends a message
 * also hands it to the receiver, unless another thread is handing one over, which then
 * takes this one along. So the receiver gets one call at a time, in the order of sending.
 *
 * @param <L> the receiver
 */
final class Lane<L extends PayloadTypes> {

	/** The one that cannot be changed, which most messages have. */
	private static final Map<String, String> NOTHING = Map.of();

	private final ChannelSettings settings;

	private final SharedTypes shared;

	private final BiConsumer<L, Message> onMessage;

	private final BiConsumer<L, MalformedMessageException> onError;

	private final SerialQueue steps = SerialQueue.held(Runnable::run);

	/** Absent before the lane is open, and after it is closed. */
	private volatile @Nullable Receiver<L> receiver;

	Lane(ChannelSettings settings, SharedTypes shared, BiConsumer<L, Message> onMessage,
			BiConsumer<L, MalformedMessageException> onError) {
		this.settings = settings;
		this.shared = shared;
		this.onMessage = onMessage;
		this.onError = onError;
	}

	/**
	 * Begins to deliver.
	 * @param listener who gets what is sent
	 * @param serializer reads it
	 * @param context the context class loader to read and deliver it with
	 */
	void open(L listener, Serializer serializer, ClassLoader context) {
		this.receiver = new Receiver<>(listener, serializer, context);
		this.steps.begin();
	}

	/** Sends a message; {@code serializer} is the sender's. */
	void send(Message message, TypeRef<?> payloadType, Serializer serializer) {
		if (this.shared.cover(message.payload())) {
			Message handedOver = detached(message);
			add((current) -> deliver(message, current, () -> checked(handedOver, current.listener())));
			return;
		}
		FrameBuffer frame = new FrameBuffer(this.settings.maxFrameBytes(), serializer.supportsAttachments());
		serializer.encode(message, payloadType, frame);
		byte[] bytes = contiguous(frame);
		add((current) -> deliver(message, current,
				() -> current.serializer().decode(bytes, 0, frame.length(), current.listener())));
	}

	/** A message that no change to the sender's map of meta can reach. */
	private static Message detached(Message message) {
		return (message.meta() == NOTHING) ? message : new Message(message.tx(), message.type(), message.payload(),
				new LinkedHashMap<>(message.meta()), message.timeout(), message.progress());
	}

	/** The frame's bytes in one array, without a copy where there are no attachments. */
	private static byte[] contiguous(FrameBuffer frame) {
		List<ByteBuffer> parts = frame.toByteBuffers();
		if (parts.size() == 1) {
			return parts.get(0).array();
		}
		ByteBuffer whole = ByteBuffer.allocate(frame.length());
		parts.forEach((part) -> whole.put(part.duplicate()));
		return whole.array();
	}

	private static Message checked(Message message, PayloadTypes types) {
		TypeRef<?> type = types.typeOf(message.tx(), message.type());
		if (type == null || type.isVoid()) {
			return message.withPayload(null);
		}
		Object payload = message.payload();
		if (payload != null && !type.rawType().isInstance(payload)) {
			throw new MalformedMessageException("the payload is " + Mismatch.describe(payload, type.rawType()),
					message.tx(), message.type(), null);
		}
		return message;
	}

	private void deliver(Message sent, Receiver<L> current, Arrival arrival) {
		Message arrived;
		try {
			arrived = arrival.read();
		}
		catch (MalformedMessageException ex) {
			this.onError.accept(current.listener(), ex);
			return;
		}
		catch (RuntimeException | Error ex) {
			// A class of the payload's that cannot be used must not cost the request its
			// answer
			this.onError.accept(current.listener(),
					new MalformedMessageException("the payload cannot be read: " + ex, sent.tx(), sent.type(), ex));
			return;
		}
		this.onMessage.accept(current.listener(), arrived);
	}

	/** Tells the receiver something, after all that was sent before. */
	void tell(Consumer<L> event) {
		add((current) -> event.accept(current.listener()));
	}

	/** Tells the receiver something for the last time, and forgets it. */
	void close(Consumer<L> event) {
		add((current) -> {
			this.receiver = null;
			event.accept(current.listener());
		});
	}

	private void add(Consumer<Receiver<L>> step) {
		this.steps.add(() -> run(step));
	}

	private void run(Consumer<Receiver<L>> step) {
		Receiver<L> current = this.receiver;
		if (current == null) {
			return;
		}
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		thread.setContextClassLoader(current.context());
		try {
			step.accept(current);
		}
		catch (RuntimeException | Error ex) {
			// It may be the thread of another request, and more waits to be delivered
			this.settings.logger()
				.error("Worker %s: a message could not be dealt with".formatted(this.settings.workerName()), ex);
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	@FunctionalInterface
	private interface Arrival {

		Message read();

	}

	private record Receiver<L>(L listener, Serializer serializer, ClassLoader context) {
	}

}
