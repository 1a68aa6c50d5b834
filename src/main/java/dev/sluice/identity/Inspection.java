package dev.sluice.identity;

/** What a look at a token without cryptography says. */
sealed interface Inspection permits InspectedToken, Inspection.Failed {
    /** Not worth a signature check. */
    record Failed(RejectionReason reason) implements Inspection {}
}
