package io.isolatedworkers.benchmarks.peers;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.core.RSocketConnector;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.util.ByteBufPayload;
import reactor.core.publisher.Mono;

/**
 * RSocket: one connection over TCP loopback, without copies of payloads. A payload is a
 * text or bytes; types would come on top.
 *
 * @param echo the other process
 * @param socket the connection
 */
record RSocketSession(EchoProcess echo, RSocket socket) implements Session {

	static RSocketSession open() throws IOException {
		EchoProcess echo = EchoProcess.start(RSocketEcho.class);
		RSocket socket = RSocketConnector.create()
			.payloadDecoder(PayloadDecoder.ZERO_COPY)
			.connect(TcpClientTransport.create(RSocketEcho.HOST, Integer.parseInt(echo.address())))
			.block();
		return new RSocketSession(echo, Objects.requireNonNull(socket));
	}

	@Override
	public String text(String text) {
		return Objects.requireNonNull(request(ByteBufPayload.create(text), Payload::getDataUtf8).block());
	}

	@Override
	public CompletableFuture<?> later(String text) {
		return request(ByteBufPayload.create(text), Payload::getDataUtf8).toFuture();
	}

	@Override
	public byte[] bytes(byte[] bytes) {
		return Objects.requireNonNull(request(ByteBufPayload.create(bytes), (payload) -> {
			byte[] back = new byte[payload.data().readableBytes()];
			payload.data().readBytes(back);
			return back;
		}).block());
	}

	private <T> Mono<T> request(Payload request, Function<Payload, T> reader) {
		return this.socket.requestResponse(request).map((answer) -> {
			try {
				return reader.apply(answer);
			}
			finally {
				answer.release();
			}
		});
	}

	@Override
	public long pid() {
		return this.echo.process().pid();
	}

	@Override
	public void close() throws IOException, InterruptedException {
		this.socket.dispose();
		this.echo.close();
	}

}
