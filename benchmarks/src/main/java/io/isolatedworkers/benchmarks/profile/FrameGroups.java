package io.isolatedworkers.benchmarks.profile;

import java.util.List;
import java.util.Locale;

/**
 * Which group of work a stack belongs to: the first frame from the top that tells.
 */
final class FrameGroups {

	private static final String LIBRARY = "io.isolatedworkers.";

	private FrameGroups() {
	}

	/**
	 * Returns the group of a stack.
	 * @param stack its frames as class and method, the top one first
	 */
	static String of(List<Frame> stack) {
		if (stack.isEmpty()) {
			return "unknown";
		}
		Frame top = stack.get(0);
		if (top.isSystemCall()) {
			return "system call: " + systemCall(top.method());
		}
		if (top.type().endsWith(".Unsafe") && top.method().equals("park")) {
			return "waiting: parked";
		}
		for (Frame frame : stack) {
			String type = frame.type();
			if (type.startsWith("tools.jackson.") || type.startsWith("com.fasterxml.jackson.")) {
				return "Jackson";
			}
			if (type.startsWith("java.util.concurrent.") || type.equals("java.lang.VirtualThread")) {
				return "JDK: concurrency";
			}
			if (type.startsWith("sun.nio.ch.") || type.startsWith("java.nio.channels.")) {
				return "JDK: channels, outside the system call";
			}
			if (type.startsWith(LIBRARY + "benchmarks.")) {
				return "the measuring itself";
			}
			if (type.startsWith(LIBRARY)) {
				return "library: " + type.substring(LIBRARY.length(), type.lastIndexOf('.'));
			}
		}
		return "JDK: other";
	}

	private static String systemCall(String method) {
		String name = method.toLowerCase(Locale.ROOT);
		if (name.contains("poll") || name.contains("wait") || name.contains("select")) {
			return "wait for bytes (epoll, poll)";
		}
		if (name.startsWith("read") || name.startsWith("recv")) {
			return "read";
		}
		if (name.startsWith("write") || name.startsWith("send")) {
			return "write";
		}
		return "other";
	}

	/**
	 * A frame of a stack.
	 *
	 * @param type the class
	 * @param method the method
	 * @param isNative whether it is not Java
	 */
	record Frame(String type, String method, boolean isNative) {

		boolean isSystemCall() {
			return this.isNative && (this.type.startsWith("sun.nio.ch.") || this.type.startsWith("org.newsclub.")
					|| this.type.startsWith("java.io.") || this.type.startsWith("java.lang.Process"));
		}

		@Override
		public String toString() {
			return this.type + "." + this.method;
		}

	}

}
