package io.isolatedworkers.benchmarks.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.isolatedworkers.benchmarks.profile.FrameGroups.Frame;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * What a recording has seen, counted.
 */
final class Samples {

	static final String IN_JAVA = "jdk.ExecutionSample";

	static final String IN_NATIVE = "jdk.NativeMethodSample";

	private static final String THREAD = "jdk.ThreadAllocationStatistics";

	private static final String COLLECTION = "jdk.GarbageCollection";

	private static final String HEAP = "jdk.GCHeapSummary";

	/** The cause of a collection that was asked for, to count what is allocated. */
	private static final String ASKED_FOR = "System.gc()";

	private static final String ALLOCATION = "jdk.ObjectAllocationSample";

	/** Those in Java, by group. */
	final Map<String, Long> inJava = new HashMap<>();

	/** Those in native code, by group. */
	final Map<String, Long> inNative = new HashMap<>();

	/** By the method on top, of those in Java. */
	final Map<String, Long> frames = new HashMap<>();

	/** Those in native code, by group, for each thread. */
	private final Map<String, Map<String, Long>> nativeOf = new TreeMap<>();

	/** The threads that were seen in Java; the others only ever wait. */
	private final Set<String> active = new HashSet<>();

	/** Threads of which an allocation was seen: the first stands for all before. */
	private final Set<String> allocating = new HashSet<>();

	/** Names of threads by their ids, whole, where the kernel cuts them. */
	final Map<Long, String> names = new HashMap<>();

	/** Bytes, by the class of the objects. */
	final Map<String, Long> allocated = new HashMap<>();

	/** Bytes before and after each collection, by its number. */
	private final Map<Integer, long[]> heap = new TreeMap<>();

	Duration pauses = Duration.ZERO;

	int collections;

	static Samples read(Path file) throws IOException {
		Samples samples = new Samples();
		try (RecordingFile recording = new RecordingFile(file)) {
			while (recording.hasMoreEvents()) {
				samples.add(recording.readEvent());
			}
		}
		samples.nativeOf.forEach((thread, groups) -> {
			if (samples.active.contains(thread)) {
				groups.forEach((group, count) -> samples.inNative.merge(group, count, Long::sum));
			}
		});
		return samples;
	}

	private void add(RecordedEvent event) {
		switch (event.getEventType().getName()) {
			case IN_JAVA -> sample(event, true);
			case IN_NATIVE -> sample(event, false);
			case THREAD -> name(event.getThread("thread"));
			case ALLOCATION -> allocation(event);
			case COLLECTION -> collection(event);
			case HEAP -> this.heap.computeIfAbsent(event.getInt("gcId"),
					(unused) -> new long[2])[event.getString("when").startsWith("Before") ? 0 : 1] = event
						.getLong("heapUsed");
			default -> {
				// not needed
			}
		}
	}

	private void collection(RecordedEvent event) {
		if (!event.getString("cause").equals(ASKED_FOR)) {
			this.collections++;
			this.pauses = this.pauses.plus(event.getDuration("sumOfPauses"));
		}
	}

	/** What was allocated between the first and the last collection. */
	long allocatedBytes() {
		long all = 0;
		long after = -1;
		for (long[] beforeAndAfter : this.heap.values()) {
			all += (after >= 0) ? beforeAndAfter[0] - after : 0;
			after = beforeAndAfter[1];
		}
		return all;
	}

	private void sample(RecordedEvent event, boolean inJava) {
		RecordedStackTrace trace = event.getStackTrace();
		List<Frame> stack = (trace != null) ? trace.getFrames().stream().map(Samples::frame).toList() : List.of();
		String thread = name(event.getThread("sampledThread"));
		String group = FrameGroups.of(stack);
		if (!inJava) {
			this.nativeOf.computeIfAbsent(thread, (unused) -> new HashMap<>()).merge(group, 1L, Long::sum);
			return;
		}
		this.active.add(thread);
		this.inJava.merge(group, 1L, Long::sum);
		if (!stack.isEmpty()) {
			this.frames.merge(stack.get(0).toString(), 1L, Long::sum);
		}
	}

	private static Frame frame(RecordedFrame frame) {
		RecordedMethod method = frame.getMethod();
		return new Frame(plain(method.getType().getName()), method.getName(), frame.getType().equals("Native"));
	}

	private void allocation(RecordedEvent event) {
		if (!this.allocating.add(name(event.getThread()))) {
			this.allocated.merge(plain(event.<RecordedClass>getValue("objectClass").getName()), event.getLong("weight"),
					Long::sum);
		}
	}

	/** Without the address of a class that the JVM has made. */
	private static String plain(String type) {
		return type.replaceFirst("(\\$\\$Lambda|\\+0x).*", "\\$\\$");
	}

	/** Threads that differ in their number only are one. */
	private String name(@Nullable RecordedThread thread) {
		if (thread == null || thread.getJavaName() == null) {
			return "unknown";
		}
		String name = thread.getJavaName().replaceFirst("-\\d+$", "-N");
		this.names.put(thread.getOSThreadId(), name);
		return name;
	}

}
