package dev.sluice.provider;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Note;
import dev.sluice.config.DialogueConfig;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;

/**
 * Takes the notes of one shard's calls to where the calls came from. What is handed over in order arrives in order, and
 * before an outcome that is handed over later.
 *
 * @param loop the shard's event loop, the only one that sends
 * @param bounds how many and how large they may be
 */
record NoteSender(Vertx vertx, OwnLoop loop, DialogueConfig bounds, NoteMeters meters) {
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    /** On the shard's event loop. */
    void send(Note note) {
        vertx.eventBus().send(Addresses.notes(note.call().shard()), note, LOCAL);
    }
}
