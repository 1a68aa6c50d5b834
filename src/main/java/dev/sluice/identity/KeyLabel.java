package dev.sluice.identity;

/** Makes names that others chose fit for logs and messages. */
final class KeyLabel {
    private static final int MAX_LENGTH = 64;

    private KeyLabel() {}

    /** At most 64 characters, control characters replaced. */
    static String clip(String text) {
        String bounded = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + '…' : text;
        StringBuilder clean = new StringBuilder(bounded.length());
        for (int i = 0; i < bounded.length(); i++) {
            char c = bounded.charAt(i);
            clean.append(Character.isISOControl(c) ? '?' : c);
        }
        return clean.toString();
    }
}
