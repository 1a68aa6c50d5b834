package dev.sluice.provider;

/**
 * A provider that has started.
 *
 * @param publisher what it offers
 * @param meters of its calls
 * @param guard what stands around it
 * @param blocking where its blocking tasks run
 */
record HostedProvider(
        String name,
        ToolProvider provider,
        Publisher publisher,
        MeterBook meters,
        Guard guard,
        BlockingWork blocking) {}
