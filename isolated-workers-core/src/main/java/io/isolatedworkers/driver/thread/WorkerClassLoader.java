package io.isolatedworkers.driver.thread;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.cert.Certificate;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Loads a worker's own classes once more, so that their statics are the worker's own. The
 * same classes as the host's are those of the JDK, of this library and what it speaks to
 * its users with (Jackson, SLF4J, the null annotations), and those declared shared.
 * <p>
 * Where the worker has no class path of its own, the bytes of its classes are asked from
 * the host's class loader, whatever that is made of.
 */
final class WorkerClassLoader extends URLClassLoader {

	private static final ClassLoader LIBRARY = Objects.requireNonNull(WorkerClassLoader.class.getClassLoader());

	/** By name: tests and samples live beside these packages. */
	private static final List<String> LIBRARY_PACKAGES = List.of("message", "logging", "serializer", "driver", "socket",
			"driver.process", "driver.thread", "client", "server", "pool", "command", "data");

	private static final String LIBRARY_ROOT = "io.isolatedworkers.";

	private static final List<String> LIBRARY_NEEDS = List.of("tools.jackson.", "com.fasterxml.jackson.annotation.",
			"org.slf4j.", "org.jspecify.");

	/** All packages of the JDK, wherever its own loaders put them. */
	private static final Set<String> JDK_PACKAGES = ModuleLayer.boot()
		.modules()
		.stream()
		.filter((module) -> module.getName().startsWith("java.") || module.getName().startsWith("jdk."))
		.flatMap((module) -> module.getPackages().stream())
		.collect(Collectors.toUnmodifiableSet());

	static {
		registerAsParallelCapable();
	}

	private final SharedTypes shared;

	/**
	 * Where classes are read from, {@code null} if the worker has a class path of its
	 * own.
	 */
	private final @Nullable ClassLoader host;

	private volatile @Nullable ThreadStartupData startupData;

	WorkerClassLoader(String workerName, ThreadOptions options, SharedTypes shared) {
		super(workerName, urls(options.classPath()), ClassLoader.getPlatformClassLoader());
		this.shared = shared;
		this.host = options.classPath().isEmpty() ? options.hostClasses() : null;
	}

	private static URL[] urls(List<Path> classPath) {
		return classPath.stream().map((path) -> {
			try {
				return path.toUri().toURL();
			}
			catch (MalformedURLException ex) {
				throw new IllegalArgumentException("'%s' cannot be on a class path".formatted(path), ex);
			}
		}).toArray(URL[]::new);
	}

	void startupData(ThreadStartupData data) {
		this.startupData = data;
	}

	ThreadStartupData startupData() {
		ThreadStartupData data = this.startupData;
		if (data == null) {
			throw new IllegalStateException("Worker %s has ended".formatted(getName()));
		}
		return data;
	}

	@Override
	protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
		ClassLoader owner = ownerOf(name);
		if (owner != null) {
			return owner.loadClass(name);
		}
		synchronized (getClassLoadingLock(name)) {
			Class<?> known = findLoadedClass(name);
			Class<?> found = (known != null) ? known : findClass(name);
			if (resolve) {
				resolveClass(found);
			}
			return found;
		}
	}

	/** Who has a class that is not the worker's own; {@code null} if it is. */
	private @Nullable ClassLoader ownerOf(String name) {
		String packageName = name.substring(0, Math.max(0, name.lastIndexOf('.')));
		if (JDK_PACKAGES.contains(packageName)) {
			return ClassLoader.getSystemClassLoader();
		}
		if (LIBRARY_NEEDS.stream().anyMatch(name::startsWith) || (packageName.startsWith(LIBRARY_ROOT)
				&& LIBRARY_PACKAGES.contains(packageName.substring(LIBRARY_ROOT.length())))) {
			return LIBRARY;
		}
		Class<?> sharedType = this.shared.find(name);
		return (sharedType != null) ? sharedType.getClassLoader() : null;
	}

	@Override
	protected Class<?> findClass(String name) throws ClassNotFoundException {
		if (this.host == null) {
			return super.findClass(name);
		}
		String path = name.replace('.', '/') + ".class";
		URL source = this.host.getResource(path);
		if (source == null) {
			throw new ClassNotFoundException(name);
		}
		try (InputStream stream = source.openStream()) {
			byte[] bytes = stream.readAllBytes();
			return defineClass(name, bytes, 0, bytes.length, new CodeSource(root(source, path), (Certificate[]) null));
		}
		catch (IOException ex) {
			throw new ClassNotFoundException("%s cannot be read from %s".formatted(name, source), ex);
		}
	}

	/** The jar or directory that a class was read from. */
	private static @Nullable URL root(URL source, String path) {
		String text = source.toString();
		try {
			int jarEnd = text.startsWith("jar:file:") ? text.indexOf("!/") : -1;
			if (jarEnd > 0) {
				return new URL(text.substring("jar:".length(), jarEnd));
			}
			return text.endsWith(path) ? new URL(text.substring(0, text.length() - path.length())) : null;
		}
		catch (MalformedURLException ex) {
			return null;
		}
	}

	@Override
	public @Nullable URL findResource(String name) {
		return (this.host != null) ? this.host.getResource(name) : super.findResource(name);
	}

	@Override
	public Enumeration<URL> findResources(String name) throws IOException {
		return (this.host != null) ? this.host.getResources(name) : super.findResources(name);
	}

	/**
	 * Opens a resource by itself: {@link URLClassLoader} would close the jar with this
	 * loader, and the JDK shares open jars among all who read from them.
	 */
	@Override
	public @Nullable InputStream getResourceAsStream(String name) {
		URL resource = getResource(name);
		if (resource == null) {
			return null;
		}
		try {
			URLConnection connection = resource.openConnection();
			connection.setUseCaches(this.host != null);
			return connection.getInputStream();
		}
		catch (IOException ex) {
			return null;
		}
	}

	@Override
	public void close() throws IOException {
		this.startupData = null;
		super.close();
	}

	@Override
	public String toString() {
		return "the class loader of worker " + getName();
	}

}
