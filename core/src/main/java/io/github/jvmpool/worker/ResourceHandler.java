package io.github.jvmpool.worker;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import org.jspecify.annotations.Nullable;

/** Opens URLs of resources that came from the caller: {@code jvmpool://3/path}, where 3 is the number of the class loader. */
final class ResourceHandler extends URLStreamHandler {
    private final ShippingLoader loader;
    private final String path;
    private final byte[] content;

    private ResourceHandler(ShippingLoader loader, String path, byte[] content) {
        this.loader = loader;
        this.path = path;
        this.content = content;
    }

    /** {@return a URL that gives {@code content}} URLs relative to it lead to other resources of the loader. */
    static URL url(ShippingLoader loader, String name, byte[] content) throws MalformedURLException {
        String path = "/" + name;
        String host = String.valueOf(loader.id());
        return new URL("jvmpool", host, -1, path, new ResourceHandler(loader, path, content));
    }

    @Override
    protected URLConnection openConnection(URL url) {
        return new Connection(url);
    }

    /** Without it {@link URL#equals} would look the host up. */
    @Override
    protected boolean hostsEqual(URL one, URL other) {
        return one.getHost().equals(other.getHost());
    }

    @Override
    protected int hashCode(URL url) {
        return url.toExternalForm().hashCode();
    }

    private final class Connection extends URLConnection {
        private byte @Nullable [] bytes;

        Connection(URL url) {
            super(url);
        }

        @Override
        public void connect() throws IOException {
            bytes();
        }

        private byte[] bytes() throws IOException {
            byte[] read = bytes;
            if (read == null) {
                read = read();
                bytes = read;
                connected = true;
            }
            return read;
        }

        private byte[] read() throws IOException {
            if (url.getPath().equals(path)) return content;
            try (InputStream in = loader.getResourceAsStream(url.getPath().substring(1))) {
                if (in == null) throw new FileNotFoundException(url.toExternalForm());
                return in.readAllBytes();
            }
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new ByteArrayInputStream(bytes());
        }

        @Override
        public long getContentLengthLong() {
            try {
                return bytes().length;
            } catch (IOException unknown) {
                return -1;
            }
        }

        @Override
        public int getContentLength() {
            return (int) getContentLengthLong();
        }
    }
}
