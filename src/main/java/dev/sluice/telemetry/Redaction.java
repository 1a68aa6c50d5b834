package dev.sluice.telemetry;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Takes secrets out of log text: the last line of defence, for what should not have been logged at all. Masks what looks
 * like a signed token, what follows a bearer scheme, values of members with telling names, and passwords in URLs.
 */
final class Redaction {
    static final String MASK = "***";

    private static final List<String> TELLING =
            List.of("password", "passwd", "secret", "token", "authorization", "cookie", "apikey", "api_key", "api-key");

    /** Three parts of a JWS or what is left of them when the text was cut. */
    private static final Pattern SIGNED = Pattern.compile("eyJ[A-Za-z0-9_-]{8,}(?:\\.[A-Za-z0-9_-]*){0,4}");

    private static final Pattern SCHEME = Pattern.compile("(?i)\\b(bearer|basic)\\s+[A-Za-z0-9._~+/=-]{6,}");

    private static final Pattern MEMBER = Pattern.compile("(?i)([A-Za-z0-9_.-]{0,40}(?:password|passwd|secret|token"
            + "|api[_-]?key|authorization|cookie)[A-Za-z0-9_]{0,20}[\"']?\\s{0,3}[=:]\\s{0,3})"
            + "(?:\"[^\"]*\"?|'[^']*'?|[^\\s,;&}\\]\"']+)");

    private static final Pattern USER_INFO = Pattern.compile("(?i)([a-z][a-z0-9+.-]{1,20}://)[^\\s/@]{1,256}@");

    private Redaction() {}

    static String redact(String text) {
        String out = text;
        if (out.contains("eyJ")) {
            out = SIGNED.matcher(out).replaceAll(MASK);
        }
        if (out.contains("://")) {
            out = USER_INFO.matcher(out).replaceAll("$1" + MASK + '@');
        }
        if (mayHoldMember(out)) {
            out = SCHEME.matcher(out).replaceAll("$1 " + MASK);
            out = MEMBER.matcher(out).replaceAll("$1" + MASK);
        }
        return out;
    }

    /** Whether a member of this name is masked whatever it holds. */
    static boolean isTelling(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        return TELLING.stream().anyMatch(lower::contains);
    }

    private static boolean mayHoldMember(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.contains("bearer") || lower.contains("basic ") || isTelling(lower);
    }
}
