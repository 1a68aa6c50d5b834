package com.example.notes;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The notes of one person, in memory: gone when the gateway stops. Thread-safe, because calls come on several threads. */
final class Notebook {
    /** More notes than this are not kept. */
    static final int MAX = 1_000;

    private final Map<String, String> notes = new ConcurrentSkipListMap<>();

    Optional<String> text(String title) {
        return Optional.ofNullable(notes.get(title));
    }

    /** Writes a note, in the place of one with the same title; gives false when the book is full. */
    boolean write(String title, String text) {
        if (notes.size() >= MAX && !notes.containsKey(title)) {
            return false;
        }
        notes.put(title, text);
        return true;
    }

    /** Titles in alphabetical order. */
    Iterable<String> titles() {
        return notes.keySet();
    }
}
