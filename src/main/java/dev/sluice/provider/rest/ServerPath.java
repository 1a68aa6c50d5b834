package dev.sluice.provider.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;

/**
 * Where the paths of a document begin. The configuration says which server it is; the document can only lead further down
 * from there, however it is written.
 */
final class ServerPath {
    private ServerPath() {}

    /** A path without a slash at the end: that of the configured URL, or one below it. */
    static String of(URI url, JsonNode root) {
        String own = ServiceUrl.path(url);
        JsonNode server = root.path("servers").path(0);
        String said = withVariables(server.path("url").asText(""), server.path("variables"));
        URI uri;
        try {
            uri = new URI(said);
        } catch (URISyntaxException e) {
            return own;
        }
        String path = ServiceUrl.path(uri);
        boolean elsewhere = uri.getRawAuthority() != null && !sameServer(url, uri);
        if (elsewhere || path.isEmpty() || !isPlain(path)) {
            return own;
        }
        String below = path.startsWith("/") ? path : '/' + path;
        if ((below + '/').startsWith(own + '/')) {
            return below;
        }
        return own.endsWith(below) ? own : own + below;
    }

    private static String withVariables(String text, JsonNode variables) {
        String out = text;
        for (Map.Entry<String, JsonNode> variable : variables.properties()) {
            out = out.replace(
                    '{' + variable.getKey() + '}',
                    variable.getValue().path("default").asText(""));
        }
        return out;
    }

    private static boolean sameServer(URI url, URI other) {
        return url.getHost() != null && url.getHost().equalsIgnoreCase(other.getHost()) && port(url) == port(other);
    }

    private static int port(URI uri) {
        return uri.getPort() > 0 ? uri.getPort() : "http".equalsIgnoreCase(uri.getScheme()) ? 80 : 443;
    }

    private static boolean isPlain(String path) {
        return path.matches("[A-Za-z0-9._~/-]+") && !("/" + path + "/").contains("/../") && !path.contains("//");
    }
}
