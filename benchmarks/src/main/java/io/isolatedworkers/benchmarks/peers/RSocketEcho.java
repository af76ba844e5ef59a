package io.isolatedworkers.benchmarks.peers;

import io.rsocket.SocketAcceptor;
import io.rsocket.core.RSocketServer;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.netty.server.CloseableChannel;
import io.rsocket.transport.netty.server.TcpServerTransport;
import reactor.core.publisher.Mono;

/**
 * An echo behind RSocket: request and response on TCP, without copies of payloads. It has
 * no domain sockets.
 */
final class RSocketEcho {

	static final String HOST = "127.0.0.1";

	private RSocketEcho() {
	}

	public static void main(String... arguments) {
		CloseableChannel channel = RSocketServer.create(SocketAcceptor.forRequestResponse(Mono::just))
			.payloadDecoder(PayloadDecoder.ZERO_COPY)
			.bindNow(TcpServerTransport.create(HOST, 0));
		ParentProcess.endWithIt();
		System.out.println(channel.address().getPort());
		channel.onClose().block();
	}

}
