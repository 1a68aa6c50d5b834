package dev.sluice.provider;

import dev.sluice.bus.Call;
import dev.sluice.bus.CompletionTarget;
import dev.sluice.bus.PromptEntry;
import dev.sluice.bus.ResourceTarget;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the code of a tool author by the method that a call's target stands for. */
record AuthorInvoker(ToolProvider provider) implements Invoker {
    @Override
    public Future<?> ask(RunningCall it) {
        try {
            Future<?> answer = method(it);
            return answer != null ? answer : Future.failedFuture("the provider returned null instead of a Future");
        } catch (Throwable thrown) {
            return Future.failedFuture(thrown);
        }
    }

    private @Nullable Future<?> method(RunningCall it) {
        Call call = it.call;
        return switch (call.target()) {
            case ToolEntry tool ->
                provider.call(new ToolRequest(
                        tool.localName(),
                        call.arguments(),
                        call.principal(),
                        call.id().requestId(),
                        it.deadline,
                        it.cancelled.future(),
                        it.dialogue));
            case PromptEntry prompt ->
                provider.prompt(new PromptRequest(
                        prompt.localName(),
                        texts(call.arguments()),
                        call.principal(),
                        call.id().requestId(),
                        it.deadline,
                        it.cancelled.future(),
                        it.dialogue));
            case ResourceTarget resource ->
                provider.read(new ResourceRequest(
                        resource.uri(),
                        Optional.ofNullable(resource.template()),
                        resource.variables(),
                        call.principal(),
                        call.id().requestId(),
                        it.deadline,
                        it.cancelled.future(),
                        it.dialogue));
            case CompletionTarget target ->
                provider.complete(new CompletionRequest(
                        target.localName(),
                        target.kind() == CompletionTarget.Kind.TEMPLATE,
                        target.argument(),
                        target.value(),
                        target.known(),
                        call.principal(),
                        call.id().requestId(),
                        it.deadline));
        };
    }

    private static Map<String, String> texts(RawJson arguments) {
        Map<String, String> texts = new LinkedHashMap<>();
        try {
            RawObject.scan(arguments).forEach((name, value) -> texts.put(name, text(name, value)));
        } catch (MalformedJsonException e) {
            throw ProtocolErrorException.invalidParams("The arguments of a prompt must be an object.");
        }
        return texts;
    }

    private static String text(String name, RawJson value) {
        if (!value.isString()) {
            throw ProtocolErrorException.invalidParams("The argument \"" + name + "\" must be a string.");
        }
        return value.stringValue();
    }
}
