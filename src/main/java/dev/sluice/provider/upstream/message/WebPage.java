package dev.sluice.provider.upstream.message;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Judges the addresses of pages that upstreams want the users of callers to open. Pure. */
public final class WebPage {
    private static final int LONGEST = 8_192;

    private WebPage() {}

    /** Whether it is a page of the web, which runs nothing ({@code javascript:}) and reads nothing ({@code file:}) by being opened. */
    public static boolean isOne(@Nullable String url) {
        if (url == null || url.length() > LONGEST || !url.chars().allMatch(c -> c > ' ' && c < 127)) {
            return false;
        }
        try {
            URI uri = new URI(url);
            boolean web = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            return web && uri.getHost() != null && uri.getRawUserInfo() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
