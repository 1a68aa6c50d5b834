package dev.sluice.provider.rest;

import java.net.URI;

/** The URL of a service as what paths are appended to. */
final class ServiceUrl {
    private ServiceUrl() {}

    /** Its path as it stands in URIs, without a slash at the end; empty for the root. */
    static String path(URI url) {
        String path = url.getRawPath();
        if (path == null) {
            return "";
        }
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }
}
