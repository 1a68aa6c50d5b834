package dev.sluice;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;

/** A connection on which a test writes and reads bytes, for what no HTTP client would do. */
final class RawConnection implements AutoCloseable {
    private final Socket socket;

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(30_000);
    }

    static RawConnection plain(GatewayFixture gateway) throws IOException {
        return new RawConnection(new Socket(InetAddress.getLoopbackAddress(), gateway.port()));
    }

    static RawConnection tls(GatewayFixture gateway) throws IOException {
        SSLSocket socket = (SSLSocket) TrustingClient.context(gateway.caCertificate())
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), gateway.port());
        socket.startHandshake();
        return new RawConnection(socket);
    }

    RawConnection send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawConnection send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Says that nothing more will be sent. */
    RawConnection halfClose() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Ends the connection with a TCP reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Everything until the other side closes, empty when it was cut without a word. */
    String readAll() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException ignored) {
            // A reset ends it as well; what came before counts.
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
