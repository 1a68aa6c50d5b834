package dev.sluice.bus;

import java.util.Map;

/** The few figures that tell how loaded the node is. Cheap to read from any thread. */
public interface Vitals {
    /** Calls that run now. */
    int running();

    /** Calls that wait now. */
    int waiting();

    /** Breaker state ({@code closed}, {@code open}, {@code half_open}) by provider name. */
    Map<String, String> circuits();

    /** Tools in the catalogue. */
    int tools();

    /** Open client connections. */
    int connections();
}
