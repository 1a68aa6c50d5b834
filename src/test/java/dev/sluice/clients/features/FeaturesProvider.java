package dev.sluice.clients.features;

import static java.util.Objects.requireNonNull;

import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import dev.sluice.provider.Completion;
import dev.sluice.provider.CompletionRequest;
import dev.sluice.provider.Content;
import dev.sluice.provider.Dialogue;
import dev.sluice.provider.PromptRequest;
import dev.sluice.provider.PromptResult;
import dev.sluice.provider.PromptSpec;
import dev.sluice.provider.ProviderHost;
import dev.sluice.provider.Question;
import dev.sluice.provider.Reply;
import dev.sluice.provider.ResourceContents;
import dev.sluice.provider.ResourceRequest;
import dev.sluice.provider.ResourceSpec;
import dev.sluice.provider.TemplateSpec;
import dev.sluice.provider.ToolProvider;
import dev.sluice.provider.ToolRequest;
import dev.sluice.provider.ToolResult;
import dev.sluice.provider.ToolSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Progress, log, cancellation, questions, prompts, resources, completion and changes of all three lists. */
public final class FeaturesProvider implements ToolProvider {
    private static final String NOTE = "features:///note";
    private static final RawJson FORM =
            RawJson.of("{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}},\"required\":[\"name\"]}");
    private static final List<ToolSpec> TOOLS = List.of(
            ToolSpec.of("count", "Count", "Counts to five, reports progress and logs each step."),
            ToolSpec.of("wait", "Wait", "Waits until it is cancelled."),
            ToolSpec.of("waits", "Waits", "Tells how many wait and how many were cancelled."),
            ToolSpec.of("ask_user", "Ask the user", "Asks the user for a name and greets."),
            ToolSpec.of("ask_model", "Ask the model", "Asks the model of the caller."),
            ToolSpec.of("touch", "Touch", "Tells those who watch the note that it changed."),
            ToolSpec.of("change", "Change", "Adds to each of the lists, or takes away again."));

    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();
    private final AtomicBoolean more = new AtomicBoolean();
    private volatile @Nullable ProviderHost host;

    @Override
    public String name() {
        return "features";
    }

    @Override
    public Future<List<ToolSpec>> start(ProviderHost given) {
        host = given;
        return given.prompts(prompts())
                .compose(ignored -> given.resources(resources(), templates()))
                .map(ignored -> tools());
    }

    @Override
    public Future<? extends Reply> call(ToolRequest request) {
        return switch (request.tool()) {
            case "count" -> count(request.dialogue(), 1);
            case "wait" -> await(request);
            case "waits" -> text(waiting.get() + " wait, " + cancelled.get() + " cancelled");
            case "ask_user" -> askUser(request.dialogue());
            case "ask_model" -> askModel(request.dialogue());
            case "touch" -> touch();
            case "change" -> change();
            default -> text("Nothing");
        };
    }

    @Override
    public Future<? extends Reply> prompt(PromptRequest request) {
        return Future.succeededFuture(
                PromptResult.ofUser(Content.text("Greet " + request.argument("name") + " in a friendly way.")));
    }

    @Override
    public Future<? extends Reply> read(ResourceRequest request) {
        String text =
                request.template().isPresent() ? "Note " + request.variables().get("id") : "The note";
        return Future.succeededFuture(ResourceContents.text(request.uri(), "text/plain", text));
    }

    @Override
    public Future<Completion> complete(CompletionRequest request) {
        try (Stream<String> names = Stream.of("Ada", "Alan", "Grace")) {
            return Future.succeededFuture(Completion.of(
                    names.filter(name -> name.startsWith(request.value())).toList()));
        }
    }

    private Future<Reply> count(Dialogue dialogue, int step) {
        dialogue.progress(step, 5, "step " + step);
        dialogue.log(LogLevel.INFO, "count", RawJson.string("step " + step));
        // Over stdio the TypeScript SDKs lose a note that they read in one piece with the result: they forget who waits
        // for progress when they read that, and tell of notes a moment later. A busy client reads what is that far
        // apart.
        return host().vertx()
                .timer(step == 5 ? 500 : 20)
                .compose(ignored -> step == 5 ? text("Counted to 5") : count(dialogue, step + 1));
    }

    private Future<Reply> await(ToolRequest request) {
        Promise<Reply> over = Promise.promise();
        waiting.incrementAndGet();
        request.cancelled().onComplete(ignored -> {
            waiting.decrementAndGet();
            cancelled.incrementAndGet();
            over.tryComplete(ToolResult.text("Cancelled"));
        });
        return over.future();
    }

    private static Future<Reply> askUser(Dialogue dialogue) {
        return Future.succeededFuture(dialogue.ask("name", new Question.Form("What is your name?", FORM))
                .<Reply>map(answer -> ToolResult.text(
                        answer.accepted() ? "Hello, " + answer.text("name") + '!' : "Not told: " + answer.action()))
                .orElseGet(dialogue::waiting));
    }

    private static Future<Reply> askModel(Dialogue dialogue) {
        return Future.succeededFuture(dialogue.ask("haiku", Question.Sample.of("Write a haiku.", 50))
                .<Reply>map(answer -> ToolResult.text("The model says: " + answer.text()))
                .orElseGet(dialogue::waiting));
    }

    private Future<Reply> touch() {
        host().updated(NOTE);
        return text("Touched");
    }

    private Future<Reply> change() {
        more.set(!more.get());
        return host().tools(tools())
                .compose(ignored -> host().prompts(prompts()))
                .compose(ignored -> host().resources(resources(), templates()))
                .compose(ignored -> text("Changed"));
    }

    private List<ToolSpec> tools() {
        return more.get()
                ? Stream.concat(TOOLS.stream(), Stream.of(ToolSpec.of("late", "Late", "Came later.")))
                        .toList()
                : TOOLS;
    }

    private List<PromptSpec> prompts() {
        PromptSpec greeting =
                PromptSpec.of("greeting", "Greeting", "Greets somebody.", new PromptSpec.Argument("name", "Who", true));
        return more.get() ? List.of(greeting, PromptSpec.of("late", "Late", "Came later.")) : List.of(greeting);
    }

    private List<ResourceSpec> resources() {
        ResourceSpec note = ResourceSpec.of(NOTE, "note", "A note.", "text/plain");
        return more.get()
                ? List.of(note, ResourceSpec.of("features:///late", "late", "Came later.", "text/plain"))
                : List.of(note);
    }

    private static List<TemplateSpec> templates() {
        return List.of(TemplateSpec.of("features:///notes/{id}", "notes", "Notes by id.", "text/plain"));
    }

    private ProviderHost host() {
        return requireNonNull(host);
    }

    private static Future<Reply> text(String text) {
        return Future.succeededFuture(ToolResult.text(text));
    }
}
