package io.isolatedworkers.socket;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.AFUNIXSocketCredentials;

/**
 * Asks junixsocket for the process that listens. The one class that links to it, so that
 * it is loaded when it is needed and may be missing: its native library costs some 50 ms.
 */
final class PeerPid {

	private PeerPid() {
	}

	static OptionalLong of(Path path) throws IOException {
		if (!AFUNIXSocket.isSupported()) {
			return OptionalLong.empty();
		}
		try (AFUNIXSocket probe = AFUNIXSocket.connectTo(AFUNIXSocketAddress.of(path))) {
			@Nullable AFUNIXSocketCredentials credentials = probe.getPeerCredentials();
			return (credentials != null && credentials.getPid() > 0) ? OptionalLong.of(credentials.getPid())
					: OptionalLong.empty();
		}
	}

}
