package io.isolatedworkers.benchmarks.peers;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;

/**
 * The limit: what the same work costs with nothing around it.
 */
final class Raw {

	private Raw() {
	}

	static Session open(Workload workload) throws IOException {
		if (workload == Workload.THREADS) {
			return new HandoverSession();
		}
		boolean single = workload == Workload.RATE_100 || workload == Workload.RATE_100_CBOR;
		int chunk = single ? RawSession.MESSAGE_BYTES : RawSession.BUFFER_BYTES;
		EchoProcess echo = EchoProcess.start(RawEcho.class, EchoProcess.socket().toString(), String.valueOf(chunk));
		SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
		channel.connect(UnixDomainSocketAddress.of(echo.address()));
		return new RawSession(echo, channel);
	}

}
