package dev.sluice.catalog;

/**
 * Something that a service offers and that is not served.
 *
 * @param provider who offers it
 * @param name its public name, or its URI
 * @param message what is wrong and how to mend it, one sentence
 */
record Withheld(String provider, String name, Reason reason, String message) {}
