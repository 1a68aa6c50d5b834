package dev.sluice.provider;

/**
 * A provider that has started.
 *
 * @param engine what does its work
 * @param publisher what it offers
 * @param meters of its calls
 * @param guard what stands around it
 * @param retries how often an idempotent call is tried again
 * @param blocking where its blocking tasks run
 */
record HostedProvider(
        String name,
        Engine engine,
        Publisher publisher,
        MeterBook meters,
        Guard guard,
        int retries,
        BlockingWork blocking) {}
