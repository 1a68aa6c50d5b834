package dev.sluice.provider.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses as servers may send them, and as they may not. */
@Tag("R-301")
@Tag("R-407")
class PostAnswerTest extends PostClientRig {
    @Test
    void readsWhatComesInChunksAndInPieces() {
        try (RawServer server = new RawServer((peer, number) -> {
            while (peer.request()) {
                for (char c : "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"
                        .toCharArray()) {
                    peer.say(String.valueOf(c));
                }
            }
        })) {
            PostClient client = client("http://service.test:" + server.port());

            assertThat(List.of(ask(client), ask(client))).containsExactly("abc", "abc");
            assertThat(server.connections()).isOne();
        }
    }

    @Test
    void readsUntilTheEndWhereNoLengthIsTold() {
        try (RawServer server = new RawServer((peer, number) -> {
            peer.request();
            peer.say("HTTP/1.1 200 OK\r\n\r\nall of it");
        })) {
            assertThat(ask(client("http://service.test:" + server.port()))).isEqualTo("all of it");
        }
    }

    @Test
    void skipsInterimResponses() {
        try (RawServer server = new RawServer((peer, number) -> {
            peer.request();
            peer.say("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
            peer.answer("real");
            RawServer.NUMBERED.serve(peer, number);
        })) {
            PostClient client = client("http://service.test:" + server.port());

            assertThat(List.of(ask(client), ask(client))).containsExactly("real", "1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n1\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nshort",
                "HTTP/1.1 200 OK\r\n",
                ""
            })
    void losesARequestWhoseResponseIsBroken(String response) {
        try (RawServer server = new RawServer((peer, number) -> {
            peer.request();
            peer.say(response);
        })) {
            Heard heard = post(client("http://service.test:" + server.port()));

            assertThatThrownBy(() -> await(heard.body())).isInstanceOf(Heard.LostException.class);
            assertThat(heard.endings).hasValue(1);
        }
    }

    @Test
    void bearsNoHeadersBeyondTheBoundAndNoEndlessInterimResponses() {
        List<String> endless = List.of(
                "HTTP/1.1 200 OK\r\nX: " + "x".repeat(ResponseDecoder.MAX_HEADERS) + "\r\n\r\n",
                "HTTP/1.1 200 " + "x".repeat(ResponseDecoder.LONGEST_LINE) + "\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n".repeat(KeptConnection.MAX_INTERIM + 1));
        for (String response : endless) {
            try (RawServer server = new RawServer((peer, number) -> {
                peer.request();
                peer.say(response);
                assertThat(peer.sawEnd()).isTrue();
            })) {
                PostClient client = client("http://service.test:" + server.port());
                assertThatThrownBy(() -> ask(client)).isInstanceOf(Heard.LostException.class);
            }
        }
    }

    @Test
    void takesAnAnswerThatComesBeforeTheRequestIsWrittenAndClosesThen() {
        Buffer large = Buffer.buffer(new byte[8 * 1024 * 1024]);
        try (RawServer server = new RawServer((peer, number) -> {
            if (number == 1) {
                peer.answer("early");
                pause(peer);
            } else {
                RawServer.NUMBERED.serve(peer, number);
            }
        })) {
            PostClient client = client("http://service.test:" + server.port());
            Heard heard = new Heard();
            loop.runOnContext(ignored -> client.post(PostClientRig::noHeaders, large, heard));

            assertThat(await(heard.body())).isEqualTo("early");
            assertThat(ask(client)).isEqualTo("2");
        }
    }
}
