package dev.sluice.provider.outbound;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that says whatever bytes a test wants, one thread for each connection. */
final class RawServer implements AutoCloseable {
    /** What it does with the n-th connection, counted from 1; the connection is closed afterwards. */
    interface Script {
        void serve(Peer peer, int number) throws IOException;
    }

    /** One connection, from the server's side. */
    record Peer(Socket socket, List<String> heads) {
        /** Reads a whole request; its head without the empty line, null when there is none any more. */
        boolean request() throws IOException {
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    return false;
                }
                head.append((char) next);
            }
            String text = head.substring(0, head.length() - 4);
            String length = text.lines()
                    .filter(line -> line.startsWith("content-length: "))
                    .findFirst()
                    .orElse("content-length: 0");
            in.readNBytes(Integer.parseInt(length.substring("content-length: ".length())));
            heads.add(text);
            return true;
        }

        void say(String bytes) throws IOException {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }

        /** Answers with a body of known length. */
        void answer(String body) throws IOException {
            say("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        }

        /** Waits until the other side closes. */
        boolean sawEnd() throws IOException {
            try {
                return socket.getInputStream().read() < 0;
            } catch (java.net.SocketException reset) {
                return true;
            }
        }
    }

    /** Answers every request with the number of its connection. */
    static final Script NUMBERED = (peer, number) -> {
        while (peer.request()) {
            peer.answer(Integer.toString(number));
        }
    };

    private final ServerSocket server;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    /** Of all requests. */
    final List<String> heads = new CopyOnWriteArrayList<>();

    RawServer(Script script) {
        this(InetAddress.ofLiteral("127.0.0.1"), script);
    }

    RawServer(InetAddress address, Script script) {
        try {
            server = new ServerSocket(0, 50, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(() -> accept(script));
    }

    /** One on the loopback address of IPv6; the test is skipped where there is none. */
    static RawServer ofVersion6(Script script) {
        InetAddress loopback = InetAddress.ofLiteral("::1");
        assumeTrue(isOwn(loopback), "Skipped: there is no IPv6 loopback address");
        return new RawServer(loopback, script);
    }

    private static boolean isOwn(InetAddress address) {
        try (ServerSocket probe = new ServerSocket(0, 1, address)) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private void accept(Script script) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                int number = connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(script, socket, number));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Script script, Socket socket, int number) {
        try (socket) {
            script.serve(new Peer(socket, heads), number);
        } catch (IOException gone) {
            // The client has closed it.
        }
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
