package dev.sluice.edge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A client that writes and reads bytes, for what no HTTP client would do. */
final class Wires implements AutoCloseable {
    private final Socket socket;

    private Wires(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(30_000);
    }

    static Wires plain(int port) throws IOException {
        return new Wires(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** A connection that holds little of what is not read. */
    static Wires narrow(int port) throws IOException, GeneralSecurityException {
        SSLSocket socket = (SSLSocket) trusting().getSocketFactory().createSocket();
        socket.setReceiveBufferSize(32 * 1024);
        socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.startHandshake();
        return new Wires(socket);
    }

    static Wires tls(int port, String... protocols) throws IOException, GeneralSecurityException {
        SSLSocket socket =
                (SSLSocket) trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        if (protocols.length > 0) {
            socket.setEnabledProtocols(protocols);
        }
        socket.startHandshake();
        return new Wires(socket);
    }

    String protocol() {
        return ((SSLSocket) socket).getSession().getProtocol();
    }

    Wires send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** Says that nothing more will be sent. */
    void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends the connection with a TCP reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Everything until the other side closes; null when it was cut without a word. */
    @Nullable
    String readAll() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (java.net.SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return all.size() == 0 ? null : all.toString(StandardCharsets.ISO_8859_1);
        }
        return all.size() == 0 ? null : all.toString(StandardCharsets.ISO_8859_1);
    }

    /** One answer that carries a Content-Length, or the head of one that does not. */
    String readOne() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = socket.getInputStream().read();
            if (b < 0) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
            head.write(b);
        }
        String text = head.toString(StandardCharsets.ISO_8859_1);
        for (String line : text.split("\r\n", -1)) {
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                int length =
                        Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
                return text + new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
            }
        }
        return text;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static SSLContext trusting() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var in = Files.newInputStream(Path.of(Settings.CERTIFICATE.certificatePath()))) {
            store.setCertificateEntry(
                    "test", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
