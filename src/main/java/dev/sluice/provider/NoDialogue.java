package dev.sluice.provider;

import dev.sluice.mcp.Capability;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A dialogue with a caller that can do nothing. */
enum NoDialogue implements Dialogue {
    INSTANCE;

    @Override
    public boolean can(Capability capability) {
        return false;
    }

    @Override
    public <A extends Answer> Optional<A> ask(String key, Question<A> question) {
        return Optional.empty();
    }

    @Override
    public Ask waiting() {
        return new Ask(Map.of(), null);
    }

    @Override
    public Optional<RawJson> state() {
        return Optional.empty();
    }

    @Override
    public void progress(double done, double total, @Nullable String message) {}

    @Override
    public void log(LogLevel level, @Nullable String logger, RawJson data) {}

    @Override
    public void release() {}

    @Override
    public boolean mayDetach() {
        return false;
    }

    @Override
    public boolean inTask() {
        return false;
    }
}
