package dev.sluice;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What a test waits for may take long where the machine is slow or busy; the limit is there to end what hangs. */
public final class PatientWaits implements BeforeAllCallback {
    /** Seconds that a test waits for something, where it says nothing else. */
    public static final int SECONDS = 30;

    static {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(SECONDS));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // It is enough that this class is there.
    }
}
