package dev.sluice;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/**
 * A client of HTTP/1.1 over TLS that sends what it is given, byte for byte, and reads one answer after the other. Event
 * streams are left after their head.
 */
final class KeepAliveConnection implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final SSLSocket socket;
    private final InputStream in;

    /** One answer. */
    record Response(int status, List<String> head, String text) {
        Optional<String> header(String name) {
            String begin = name.toLowerCase(Locale.ROOT) + ':';
            return head.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(begin))
                    .map(line -> line.substring(begin.length()).strip())
                    .findFirst();
        }

        boolean isStream() {
            return header("Content-Type").orElse("").startsWith("text/event-stream");
        }

        boolean isLast() {
            return isStream() || header("Connection").orElse("").equalsIgnoreCase("close");
        }
    }

    KeepAliveConnection(GatewayFixture gateway) throws IOException {
        socket = (SSLSocket) TrustingClient.context(gateway.caCertificate())
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), gateway.port());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        socket.startHandshake();
        in = new BufferedInputStream(socket.getInputStream());
    }

    /**
     * Sends bytes and reads the answer.
     *
     * @return empty when the connection was closed without one
     * @throws SocketTimeoutException when it is neither answered nor closed in time
     */
    Optional<Response> exchange(byte[] request, boolean last) throws IOException {
        try {
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            if (last) {
                socket.shutdownOutput();
            }
        } catch (SocketException | SSLException e) {
            // It may have answered and closed while the rest was on its way.
        }
        try {
            return Optional.of(read());
        } catch (EOFException | SocketException | SSLException e) {
            return Optional.empty();
        }
    }

    private Response read() throws IOException {
        String status = line();
        List<String> head = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            head.add(line);
        }
        int space = status.indexOf(' ') + 1;
        Response response = new Response(Integer.parseInt(status.substring(space, space + 3)), head, "");
        if (response.status() < 200) {
            return read();
        }
        if (response.isStream() || response.status() == 204) {
            return response;
        }
        Optional<String> length = response.header("Content-Length");
        String body = length.isPresent() ? whole(Integer.parseInt(length.get())) : "";
        return new Response(response.status(), head, body);
    }

    private String whole(int length) throws IOException {
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException();
        }
        return new String(body, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException();
            }
            if (b == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
            }
            line.write(b);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
