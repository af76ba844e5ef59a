package io.isolatedworkers.socket;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

import jdk.net.ExtendedSocketOptions;

/**
 * Tells whether the process at the other end is the one it should be.
 */
public final class PeerCredentials {

	private PeerCredentials() {
	}

	/**
	 * Refuses a peer of another user. Does nothing where the system does not tell who the
	 * peer is.
	 * @param channel a connected channel
	 * @param own a file or directory that this process made
	 * @throws HostHandshake.RefusedException if the peer belongs to another user
	 * @throws IOException if the peer cannot be found out
	 */
	public static void requireSameUser(SocketChannel channel, Path own)
			throws IOException, HostHandshake.RefusedException {
		if (!channel.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) {
			return;
		}
		UserPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
		UserPrincipal owner = Files.getOwner(own);
		if (!peer.equals(owner)) {
			throw new HostHandshake.RefusedException(
					"the process at the other end of the socket belongs to user %s, this one to user %s"
						.formatted(peer.getName(), owner.getName()));
		}
	}

	/**
	 * Refuses a peer of another user, for who has made no file to compare with. Does
	 * nothing where the system does not tell who either of them is.
	 * @param channel a connected channel
	 * @throws HostHandshake.RefusedException if the peer belongs to another user
	 * @throws IOException if the peer cannot be found out
	 */
	public static void requireOwnUser(SocketChannel channel) throws IOException, HostHandshake.RefusedException {
		String own = ProcessHandle.current().info().user().orElse(null);
		if (own == null || !channel.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) {
			return;
		}
		String peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
		if (!peer.equals(own)) {
			throw new HostHandshake.RefusedException(
					"the process at the other end of the socket belongs to user %s, this one to user %s".formatted(peer,
							own));
		}
	}

	/**
	 * Refuses a peer that is neither a process nor one that it started, as the worker is
	 * whose command has a prefix that goes on running.
	 * @param peer the peer's process id
	 * @param process the process
	 * @throws HostHandshake.RefusedException if the peer is another process
	 */
	public static void requireProcess(long peer, ProcessHandle process) throws HostHandshake.RefusedException {
		if (peer != process.pid() && process.descendants().noneMatch((started) -> started.pid() == peer)) {
			throw new HostHandshake.RefusedException(
					"the process at the other end of the socket is %d, not %d".formatted(peer, process.pid()));
		}
	}

}
