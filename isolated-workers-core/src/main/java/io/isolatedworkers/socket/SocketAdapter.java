package io.isolatedworkers.socket;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Unix domain sockets: to listen, to connect, to look who is there, to clean up. Where
 * the sockets are is up to {@link SocketDirectory}.
 * <p>
 * Data travel over the JDK's own sockets, on Windows too, which has Unix domain sockets
 * since 2018. What the JDK cannot tell, the process at the other end, junixsocket tells;
 * it is not loaded before it is asked.
 */
public final class SocketAdapter {

	private SocketAdapter() {
	}

	/**
	 * Listens. Nothing may be at the path.
	 * @param path the path
	 * @return the listening channel
	 * @throws IOException if the path is taken or cannot be used
	 */
	public static ServerSocketChannel listen(Path path) throws IOException {
		ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		try {
			return channel.bind(UnixDomainSocketAddress.of(path));
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * Connects.
	 * @param path where the other side listens
	 * @return the connected channel, in blocking mode
	 * @throws ConnectException if there is a socket file, but nobody listens
	 * @throws IOException if there is none, or it cannot be used
	 */
	public static SocketChannel connect(Path path) throws IOException {
		SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
		try {
			channel.connect(UnixDomainSocketAddress.of(path));
			return channel;
		}
		catch (ConnectException ex) {
			channel.close();
			ConnectException named = new ConnectException("nobody listens at %s (%s)".formatted(path, ex.getMessage()));
			named.initCause(ex);
			throw named;
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	/**
	 * Whether a process listens. One that is too busy to answer does.
	 * @param path where it would listen
	 * @return {@code false} if connecting is refused
	 */
	public static boolean isServed(Path path) {
		try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			channel.configureBlocking(false);
			channel.connect(UnixDomainSocketAddress.of(path));
			return true;
		}
		catch (ConnectException ex) {
			return false;
		}
		catch (IOException ex) {
			return Files.exists(path);
		}
	}

	/**
	 * Returns the process that listens, as the system tells. Makes a connection of its
	 * own to ask.
	 * @param path where the process listens
	 * @return its process id, empty where neither the system nor junixsocket's native
	 * library can tell
	 * @throws IOException if nobody listens
	 */
	public static OptionalLong peerPid(Path path) throws IOException {
		try {
			return PeerPid.of(path);
		}
		catch (LinkageError ex) {
			// left out of the class path, or without a library for this system
			return OptionalLong.empty();
		}
	}

	/**
	 * Removes a socket file, if there is one.
	 * @param path the file
	 * @throws IOException if it cannot be removed
	 */
	public static void remove(Path path) throws IOException {
		Files.deleteIfExists(path);
	}

}
