package dev.sluice.config;

import java.time.Duration;
import java.util.List;

/** Keys of dialogues, event streams and tasks. */
final class ProtocolKeys {
    static final Key<Integer> ROUNDS =
            Key.of("dialogue.maxRounds", Kinds.integer(1, 100), "how often one call may ask its caller something");
    static final Key<Duration> DIALOGUE = Key.of(
            "dialogue.timeout",
            Kinds.duration(Duration.ofSeconds(1), Duration.ofHours(24)),
            "how long a call and all its questions may take together");
    static final Key<Bytes> STATE = Key.of(
            "dialogue.maxState",
            Kinds.size(Bytes.kib(1), Bytes.mib(1)),
            "largest state, answers included, that is sealed for a caller to bring back");
    static final Key<Integer> NOTES = Key.of(
            "dialogue.maxNotes",
            Kinds.integer(0, 1_000_000),
            "progress reports and log messages of one call that are passed on");
    static final Key<Bytes> NOTE_SIZE = Key.of(
            "dialogue.maxNoteSize",
            Kinds.size(new Bytes(128), Bytes.mib(1)),
            "largest progress report or log message that is passed on");

    static final Key<Integer> STREAMS = Key.of(
            "streams.max",
            Kinds.integer(1, 1_000_000),
            "event streams of a node, resumable ones without a client included");
    static final Key<Integer> STREAMS_PER_USER =
            Key.of("streams.perUser", Kinds.integer(1, 1_000_000), "event streams of one caller on a node");
    static final Key<Duration> HEARTBEAT = Key.of(
            "streams.heartbeat",
            Kinds.duration(Duration.ofMillis(100), Duration.ofMinutes(10)),
            "how often an idle stream gets a comment, so that nothing on the way closes it");
    static final Key<Bytes> BUFFER = Key.of(
            "streams.bufferSize",
            Kinds.size(Bytes.kib(1), Bytes.mib(64)),
            "bytes kept for one stream: unread ones of a slow reader, and those that can be replayed");
    static final Key<Duration> RESUME = Key.of(
            "streams.resumeFor",
            Kinds.duration(Duration.ofMillis(100), Duration.ofHours(1)),
            "how long the stream of an old client is kept for it to come back");
    static final Key<Duration> RETRY = Key.of(
            "streams.retry",
            Kinds.duration(Duration.ofMillis(10), Duration.ofMinutes(1)),
            "how soon an old client is told to come back");
    static final Key<Boolean> HTTP_SSE = Key.of(
            "streams.httpSse",
            Kinds.truth(),
            "whether HTTP+SSE, the deprecated transport of 2024-11-05, is served at /sse and /messages");

    static final Key<Integer> TASKS = Key.of(
            "tasks.max", Kinds.integer(1, 1_000_000), "tasks of a node, ended ones that are still kept included");
    static final Key<Integer> TASKS_PER_USER =
            Key.of("tasks.perUser", Kinds.integer(1, 1_000_000), "tasks of one caller on a node");
    static final Key<Duration> TASK_TTL = Key.of(
            "tasks.maxTtl",
            Kinds.duration(Duration.ofSeconds(1), Duration.ofDays(7)),
            "how long a task and its result are kept at most");
    static final Key<Bytes> TASK_SIZE = Key.of(
            "tasks.maxSize",
            Kinds.size(Bytes.kib(64), new Bytes(64L * 1024 * 1024 * 1024)),
            "bytes of all tasks of a node: what they need to run, and their results afterwards");

    static final List<Key<?>> ALL = List.of(
            ROUNDS,
            DIALOGUE,
            STATE,
            NOTES,
            NOTE_SIZE,
            STREAMS,
            STREAMS_PER_USER,
            HEARTBEAT,
            BUFFER,
            RESUME,
            RETRY,
            HTTP_SSE,
            TASKS,
            TASKS_PER_USER,
            TASK_TTL,
            TASK_SIZE);

    private ProtocolKeys() {}

    static DialogueConfig dialogue(Values values) {
        return new DialogueConfig(
                values.get(ROUNDS), values.get(DIALOGUE), values.get(STATE), values.get(NOTES), values.get(NOTE_SIZE));
    }

    static StreamsConfig streams(Values values) {
        return new StreamsConfig(
                values.get(STREAMS),
                values.get(STREAMS_PER_USER),
                values.get(HEARTBEAT),
                values.get(BUFFER),
                values.get(RESUME),
                values.get(RETRY),
                values.get(HTTP_SSE));
    }

    static TasksConfig tasks(Values values) {
        return new TasksConfig(
                values.get(TASKS), values.get(TASKS_PER_USER), values.get(TASK_TTL), values.get(TASK_SIZE));
    }
}
