package dev.sluice;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Calls of tools, one after the other, over a few connections that are kept. Whatever is not as it should be is noted. */
final class KeptLoad implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean over;

    /** @param tools with their arguments, called in turn on each connection */
    KeptLoad(GatewayFixture gateway, int connections, Map<String, String> tools) {
        String token = gateway.token("load", "user");
        List<byte[]> requests = tools.entrySet().stream()
                .map(tool -> request(token, tool.getKey(), tool.getValue()))
                .toList();
        for (int i = 0; i < connections; i++) {
            threads.add(Thread.ofVirtual().start(() -> run(gateway, requests)));
        }
    }

    /** Calls that were answered. */
    int calls() {
        return calls.get();
    }

    /** Ends it when every call has its answer. */
    List<String> end() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
        return failures;
    }

    @Override
    public void close() {
        over = true;
    }

    private void run(GatewayFixture gateway, List<byte[]> requests) {
        try (KeepAliveConnection connection = new KeepAliveConnection(gateway)) {
            for (int i = 0; !over; i++) {
                Optional<KeepAliveConnection.Response> answer =
                        connection.exchange(requests.get(i % requests.size()), false);
                if (answer.isEmpty()) {
                    failures.add("closed");
                    return;
                }
                KeepAliveConnection.Response given = answer.get();
                if (given.status() != 200 || given.isLast() || !given.text().contains("\"content\"")) {
                    failures.add(given.status() + " " + given.text());
                }
                calls.incrementAndGet();
                Thread.sleep(2);
            }
        } catch (IOException | InterruptedException e) {
            failures.add(e.toString());
        }
    }

    private static byte[] request(String token, String tool, String arguments) {
        String body = TestCaller.modernBody("tools/call", "\"name\":\"" + tool + "\",\"arguments\":" + arguments);
        String head = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
                + "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: " + tool
                + "\r\nContent-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.UTF_8);
    }
}
