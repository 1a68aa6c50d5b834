package dev.sluice.ledger;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a PostgreSQL is, with everything that may be secret kept apart from the address.
 *
 * @param address {@code jdbc:postgresql://host:port/database}, free of credentials
 * @param properties user, password and every other parameter
 */
record DatabaseUrl(String address, Properties properties) {
    private static final Pattern FORM =
            Pattern.compile("(?:jdbc:)?postgres(?:ql)?://(?:([^@/?]*)@)?([^@/?]*)/([^/?]+)(?:\\?(.*))?");

    /**
     * Reads {@code postgresql://user:password@host:port/database?parameter=value} or its jdbc form.
     *
     * @throws DatabaseException when it is neither; the message does not repeat it
     */
    static DatabaseUrl parse(String url) {
        Matcher form = FORM.matcher(url.strip());
        if (!form.matches()) {
            throw new DatabaseException(
                    "ledger.url (DB_URL) must look like postgresql://user:password@host:5432/database");
        }
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "sluice");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "20");
        properties.setProperty("tcpKeepAlive", "true");
        if (form.group(1) != null) {
            credentials(form.group(1), properties);
        }
        if (form.group(4) != null) {
            parameters(form.group(4), properties);
        }
        return new DatabaseUrl("jdbc:postgresql://" + form.group(2) + '/' + form.group(3), properties);
    }

    private static void credentials(String userInfo, Properties into) {
        int colon = userInfo.indexOf(':');
        into.setProperty("user", decoded(colon < 0 ? userInfo : userInfo.substring(0, colon)));
        if (colon >= 0) {
            into.setProperty("password", decoded(userInfo.substring(colon + 1)));
        }
    }

    private static void parameters(String query, Properties into) {
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                into.setProperty(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
    }

    /** Percent decoding as in a URI: a plus sign stays one. */
    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new DatabaseException("ledger.url (DB_URL) holds a % that is not followed by two hexadecimal digits");
        }
    }

    /** Never shows the properties. */
    @Override
    public String toString() {
        return address;
    }
}
