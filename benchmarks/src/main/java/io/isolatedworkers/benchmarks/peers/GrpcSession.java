package io.isolatedworkers.benchmarks.peers;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.StringValue;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;

/**
 * gRPC: one channel on a domain socket, callbacks in the thread that reads.
 */
final class GrpcSession implements Session {

	private final EchoProcess echo;

	private final EventLoopGroup group = new EpollEventLoopGroup(1);

	private final ManagedChannel channel;

	private GrpcSession(EchoProcess echo) {
		this.echo = echo;
		this.channel = NettyChannelBuilder.forAddress(new DomainSocketAddress(echo.address()))
			.channelType(EpollDomainSocketChannel.class)
			.eventLoopGroup(this.group)
			.directExecutor()
			.usePlaintext()
			.maxInboundMessageSize(GrpcEcho.MAX_MESSAGE_BYTES)
			.build();
	}

	static GrpcSession open() throws IOException {
		return new GrpcSession(EchoProcess.start(GrpcEcho.class, EchoProcess.socket().toString()));
	}

	@Override
	public String text(String text) {
		return ClientCalls.blockingUnaryCall(this.channel, GrpcEcho.TEXT, CallOptions.DEFAULT, StringValue.of(text))
			.getValue();
	}

	@Override
	public CompletableFuture<?> later(String text) {
		CompletableFuture<String> future = new CompletableFuture<>();
		ClientCalls.asyncUnaryCall(this.channel.newCall(GrpcEcho.TEXT, CallOptions.DEFAULT), StringValue.of(text),
				new StreamObserver<StringValue>() {

					@Override
					public void onNext(StringValue value) {
						future.complete(value.getValue());
					}

					@Override
					public void onError(Throwable failure) {
						future.completeExceptionally(failure);
					}

					@Override
					public void onCompleted() {
						// the answer was there before
					}

				});
		return future;
	}

	@Override
	public byte[] bytes(byte[] bytes) {
		return ClientCalls
			.blockingUnaryCall(this.channel, GrpcEcho.BYTES, CallOptions.DEFAULT,
					BytesValue.of(ByteString.copyFrom(bytes)))
			.getValue()
			.toByteArray();
	}

	@Override
	public long pid() {
		return this.echo.process().pid();
	}

	@Override
	public void close() throws IOException, InterruptedException {
		this.channel.shutdownNow().awaitTermination(1, TimeUnit.SECONDS);
		this.group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
		this.echo.close();
	}

}
