package dev.sluice.provider.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.Secret;
import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a posted request consists of, credentials included. */
@Tag("R-301")
@Tag("R-407")
class PostRequestTest extends PostClientRig {
    @Test
    @Tag("R-408")
    void sendsHeadersInTheOrderOfTheirWeight() {
        try (RawServer server = new RawServer(RawServer.NUMBERED)) {
            PostClient client = client(
                    "http://service.test:" + server.port(),
                    List.of("service.test"),
                    Map.of("X-Key", new Secret("s3cret"), "traceparent", new Secret("mine")));

            ask(client, head -> {
                head.set("Mcp-Name", "first");
                head.set("Traceparent", "yours");
                head.set("mcp-name", "second");
            });

            assertThat(server.heads.getFirst().lines())
                    .containsExactly(
                            "POST / HTTP/1.1",
                            "host: service.test:" + server.port(),
                            "accept: x/y",
                            "X-Key: s3cret",
                            "Mcp-Name: second",
                            "Traceparent: yours",
                            "content-length: 2");
        }
    }

    @Test
    void refusesWhatWouldEndAHeaderOrIsNone() {
        try (RawServer server = new RawServer(RawServer.NUMBERED)) {
            PostClient client = client("http://service.test:" + server.port());

            for (String value : List.of("a\r\nX: y", "a\nb", "a\rb", "a\0b", "\u001b", "\u007f", "\u0100")) {
                assertThatThrownBy(() -> ask(client, head -> head.set("X-Value", value)))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            for (String name : List.of("", "a b", "a:", "a\r\nb", "\u00fc")) {
                assertThatThrownBy(() -> ask(client, head -> head.set(name, "x")))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void refusesATargetThatIsNoPath() {
        PostClient client = client("http://service.test:1/\u00fc");

        assertThatThrownBy(() -> ask(client)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void showsTheTokenInsteadOfAConfiguredHeaderAndSendsNoneThatWouldEndAHeader() {
        try (RawServer server = new RawServer(RawServer.NUMBERED)) {
            Token token = new Token("Bearer good");
            PostClient client = client(server.port(), token);
            ask(client);
            token.value = "Bearer bad\r\nX: y";

            assertThatThrownBy(() -> ask(client)).isInstanceOf(IllegalArgumentException.class);
            token.value = "Bearer better";

            assertThat(ask(client)).isEqualTo("1");
            assertThat(server.heads)
                    .extracting(head -> head.lines()
                            .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("authorization"))
                            .toList())
                    .containsExactly(List.of("authorization: Bearer good"), List.of("authorization: Bearer better"));
        }
    }

    @Test
    void saysThatNothingWasSentWhenThereIsNoToken() {
        try (RawServer server = new RawServer(RawServer.NUMBERED)) {
            PostClient client = client(server.port(), new Token(""));

            assertThatThrownBy(() -> ask(client)).isInstanceOf(CredentialsException.class);
            assertThat(server.connections()).isZero();
        }
    }

    /** Credentials of which a test says what they are; none when empty. */
    private static final class Token implements Credentials {
        private volatile String value;

        Token(String value) {
            this.value = value;
        }

        @Override
        public Future<Optional<String>> authorization() {
            return value.isEmpty()
                    ? Future.failedFuture(new CredentialsException("none"))
                    : Future.succeededFuture(Optional.of(value));
        }

        @Override
        public boolean renew() {
            return false;
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }
}
