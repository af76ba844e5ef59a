package io.isolatedworkers.benchmarks.peers;

import java.io.IOException;

import com.google.protobuf.BytesValue;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;

/**
 * An echo behind gRPC: unary calls of Protocol Buffers' own wrapper messages on a domain
 * socket, carried out by the thread that reads, as the guide of gRPC recommends for
 * handlers that do not block.
 */
final class GrpcEcho {

	static final MethodDescriptor<StringValue, StringValue> TEXT = method("text", StringValue.getDefaultInstance());

	static final MethodDescriptor<BytesValue, BytesValue> BYTES = method("bytes", BytesValue.getDefaultInstance());

	static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

	private static final String SERVICE = "Echo";

	private GrpcEcho() {
	}

	/** Argument: the socket. */
	public static void main(String... arguments) throws IOException {
		EventLoopGroup group = new EpollEventLoopGroup(1);
		NettyServerBuilder.forAddress(new DomainSocketAddress(arguments[0]))
			.channelType(EpollServerDomainSocketChannel.class)
			.bossEventLoopGroup(group)
			.workerEventLoopGroup(group)
			.directExecutor()
			.maxInboundMessageSize(MAX_MESSAGE_BYTES)
			.addService(ServerServiceDefinition.builder(SERVICE)
				.addMethod(TEXT, ServerCalls.asyncUnaryCall((request, answer) -> {
					answer.onNext(request);
					answer.onCompleted();
				}))
				.addMethod(BYTES, ServerCalls.asyncUnaryCall((request, answer) -> {
					answer.onNext(request);
					answer.onCompleted();
				}))
				.build())
			.build()
			.start();
		ParentProcess.endWithIt();
		System.out.println(arguments[0]);
	}

	private static <T extends Message> MethodDescriptor<T, T> method(String name, T example) {
		return MethodDescriptor.<T, T>newBuilder()
			.setType(MethodDescriptor.MethodType.UNARY)
			.setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
			.setRequestMarshaller(ProtoUtils.marshaller(example))
			.setResponseMarshaller(ProtoUtils.marshaller(example))
			.build();
	}

}
