package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SelfSignedCertificate;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-701")
class HealthProbeTest {
    private final Vertx vertx = Vertx.vertx();
    private final SelfSignedCertificate certificate = SelfSignedCertificate.create("gateway.example.com");
    private HttpServer server;

    @BeforeEach
    void serve() throws Exception {
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost("0.0.0.0")
                        .setSsl(true)
                        .setKeyCertOptions(certificate.keyCertOptions()))
                .requestHandler(request -> request.response()
                        .setStatusCode(request.path().equals("/health") ? 200 : 503)
                        .end())
                .listen(0)
                .await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
        certificate.delete();
    }

    @Test
    void takesAnyCertificateOfLoopback() throws Exception {
        assertThat(HealthProbe.status(at("localhost", "/health"))).isEqualTo(200);
        assertThat(HealthProbe.status(at("127.0.0.1", "/health"))).isEqualTo(200);
    }

    @Test
    void tellsTheStatusOfAPageThatIsNotWell() throws Exception {
        assertThat(HealthProbe.status(at("localhost", "/drained"))).isEqualTo(503);
    }

    @Test
    void failsWhenNobodyListens() {
        int port = server.actualPort();
        server.close().await();

        assertThatThrownBy(() -> HealthProbe.status(URI.create("https://localhost:" + port + "/health")))
                .isInstanceOf(SocketException.class);
    }

    @Test
    void refusesASelfSignedCertificateOfAnyOtherAddress() throws Exception {
        Optional<String> own = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address.getAddress().length == 4 && !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .findFirst();
        assumeThat(own).as("an address of this machine that is not loopback").isPresent();

        assertThatThrownBy(() -> HealthProbe.status(at(own.orElseThrow(), "/health")))
                .isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void refusesWhatIsNotHttp() {
        assertThatThrownBy(() -> HealthProbe.status(URI.create("file:///etc/passwd")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private URI at(String host, String path) {
        return URI.create("https://" + host + ":" + server.actualPort() + path);
    }
}
