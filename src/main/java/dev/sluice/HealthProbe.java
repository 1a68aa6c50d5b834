package dev.sluice;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Asks a health page and ends with 0 when it answers 200, with 1 otherwise: the health check of the container image,
 * which has no curl. Without an argument it asks {@code https://localhost:$PORT/health}.
 *
 * <p>The certificate of a loopback address is not checked: it may be self-signed, or carry the public name of the
 * gateway, and nobody sits between a process and its own machine. Any other address is checked as usual.
 */
public final class HealthProbe {
    private static final int TIMEOUT_MILLIS = 3_000;

    private HealthProbe() {}

    /** Runs the probe. Takes at most about six seconds. */
    public static void main(String[] args) {
        String url = args.length > 0 ? args[0] : "https://localhost:" + port() + "/health";
        try {
            int status = status(URI.create(url));
            System.out.println(url + " " + status);
            System.exit(status == HttpURLConnection.HTTP_OK ? 0 : 1);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            System.out.println(url + " " + e.getMessage());
            System.exit(1);
        }
    }

    static int status(URI uri) throws IOException, GeneralSecurityException {
        if (!(uri.toURL().openConnection() instanceof HttpURLConnection connection)) {
            throw new IllegalArgumentException("is not an http or https address");
        }
        if (connection instanceof HttpsURLConnection tls
                && InetAddress.getByName(uri.getHost()).isLoopbackAddress()) {
            trustLoopback(tls);
        }
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setInstanceFollowRedirects(false);
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    private static String port() {
        String port = System.getenv("PORT");
        return port == null || port.isBlank() ? "8443" : port;
    }

    private static void trustLoopback(HttpsURLConnection connection) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new AnyCertificate()}, null);
        connection.setSSLSocketFactory(context.getSocketFactory());
        connection.setHostnameVerifier((host, session) -> true);
    }

    /** The extended kind, because a plain trust manager gets the host name checked around it. */
    private static final class AnyCertificate extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
