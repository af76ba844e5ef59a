package io.isolatedworkers.benchmarks.peers;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.rmi.RemoteException;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;

/**
 * RMI of the JDK. A call blocks its thread, so what is in flight takes as many threads.
 */
final class RmiSession implements Session {

	private final EchoProcess process;

	private final RmiEcho.Echo echo;

	private final BlockingCalls calls = new BlockingCalls();

	private RmiSession(EchoProcess process, RmiEcho.Echo echo) {
		this.process = process;
		this.echo = echo;
	}

	static RmiSession open() throws IOException, ClassNotFoundException {
		EchoProcess process = EchoProcess.start(RmiEcho.class);
		byte[] stub = Base64.getDecoder().decode(process.address());
		try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(stub))) {
			return new RmiSession(process, (RmiEcho.Echo) in.readObject());
		}
	}

	@Override
	public String text(String text) throws RemoteException {
		return this.echo.text(new Text(text)).text();
	}

	@Override
	public CompletableFuture<?> later(String text) {
		return this.calls.later(() -> text(text));
	}

	@Override
	public byte[] bytes(byte[] bytes) throws RemoteException {
		return this.echo.bytes(bytes);
	}

	@Override
	public long pid() {
		return this.process.process().pid();
	}

	@Override
	public void close() throws IOException, InterruptedException {
		this.calls.close();
		this.process.close();
	}

}
