package io.isolatedworkers.benchmarks.peers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.rmi.Remote;
import java.rmi.RemoteException;
import java.rmi.server.UnicastRemoteObject;
import java.util.Base64;

/**
 * An echo behind RMI. Its address is the stub itself, so that no registry is needed.
 */
final class RmiEcho {

	/** RMI itself keeps it alive only while someone is connected. */
	private static final Echo ECHO = new EchoObject();

	private RmiEcho() {
	}

	public static void main(String... arguments) throws IOException {
		System.setProperty("java.rmi.server.hostname", "127.0.0.1");
		Remote stub = UnicastRemoteObject.exportObject(ECHO, 0);
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(stub);
		}
		ParentProcess.endWithIt();
		System.out.println(Base64.getEncoder().encodeToString(bytes.toByteArray()));
	}

	/** What can be called. */
	interface Echo extends Remote {

		Text text(Text text) throws RemoteException;

		byte[] bytes(byte[] bytes) throws RemoteException;

	}

	/** What is called. */
	private static final class EchoObject implements Echo {

		@Override
		public Text text(Text text) {
			return text;
		}

		@Override
		public byte[] bytes(byte[] bytes) {
			return bytes;
		}

	}

}
