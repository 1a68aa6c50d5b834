package dev.sluice.bus;

/**
 * The caller of a call does not want its answer any more.
 *
 * @param call which call
 * @param reason one of a few fixed words: {@code closed}, {@code cancelled}, {@code timeout}
 */
public record Cancellation(CallId call, String reason) {}
