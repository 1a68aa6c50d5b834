package com.example.notes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.bus.Principal;
import dev.sluice.mcp.RawJson;
import dev.sluice.provider.Answer;
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
import dev.sluice.provider.ResourceNotFoundException;
import dev.sluice.provider.ResourceRequest;
import dev.sluice.provider.ResourceSpec;
import dev.sluice.provider.TemplateSpec;
import dev.sluice.provider.ToolProvider;
import dev.sluice.provider.ToolRequest;
import dev.sluice.provider.ToolResult;
import dev.sluice.provider.ToolSpec;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Notes that everybody keeps for themselves: two tools, a prompt, a resource and a template of resources. */
public final class NotesProvider implements ToolProvider {
    private static final String INDEX = "notes://index";
    private static final String NOTE = "notes://note/{title}";
    private static final Question.Form REPLACE = new Question.Form(
            "There is a note with this title already. Replace it?",
            RawJson.of("{\"type\":\"object\",\"properties\":{\"replace\":{\"type\":\"boolean\"}},"
                    + "\"required\":[\"replace\"]}"));

    private final Map<String, Notebook> notebooks = new ConcurrentHashMap<>();
    private ProviderHost host;

    @Override
    public String name() {
        return "notes";
    }

    @Override
    public Future<List<ToolSpec>> start(ProviderHost given) {
        host = given;
        List<ToolSpec> tools = List.of(
                ToolSpec.of("write-note", "Write a note", "Writes a note; asks before it replaces one.")
                        .input(
                                """
                                {"type":"object","required":["title","text"],"properties":{
                                  "title":{"type":"string","minLength":1,"maxLength":100},
                                  "text":{"type":"string","maxLength":10000}}}""")
                        .repeatable()
                        .closed(),
                ToolSpec.of("import-notes", "Import notes", "Writes many notes, by title, in the place of those there are.")
                        .input(
                                """
                                {"type":"object","required":["notes"],"properties":{"notes":{"type":"object",
                                  "maxProperties":100,"additionalProperties":{"type":"string","maxLength":10000}}}}""")
                        .repeatable()
                        .closed());
        List<PromptSpec> prompts = List.of(PromptSpec.of(
                "summarize-note",
                "Summarize a note",
                "Asks for a summary of one note.",
                new PromptSpec.Argument("title", "Title of the note", true)));
        List<ResourceSpec> resources =
                List.of(ResourceSpec.of(INDEX, "index", "The titles of all notes, one a line.", "text/plain"));
        List<TemplateSpec> templates =
                List.of(TemplateSpec.of(NOTE, "note", "One note by its title.", "text/plain"));
        return host.prompts(prompts)
                .compose(done -> host.resources(resources, templates))
                .map(done -> tools);
    }

    @Override
    public Future<? extends Reply> call(ToolRequest request) {
        return request.tool().equals("write-note") ? write(request) : importAll(request);
    }

    /** Runs twice when it has to ask: what has an effect comes after the question. */
    private Future<? extends Reply> write(ToolRequest request) {
        String title = request.tree().path("title").asText();
        Notebook notebook = notebookOf(request.caller());
        if (notebook.text(title).isPresent()) {
            Dialogue dialogue = request.dialogue();
            Optional<Answer.Filled> answer = dialogue.ask("replace", REPLACE);
            if (answer.isEmpty()) {
                return Future.succeededFuture(dialogue.waiting());
            }
            if (!answer.get().content().tree().path("replace").asBoolean()) {
                return Future.succeededFuture(ToolResult.text("The note was left as it is."));
            }
        }
        boolean written = notebook.write(title, request.tree().path("text").asText());
        host.updated(INDEX);
        return Future.succeededFuture(
                written ? ToolResult.text("Noted.") : ToolResult.error("There are too many notes."));
    }

    private Future<? extends Reply> importAll(ToolRequest request) {
        Notebook notebook = notebookOf(request.caller());
        JsonNode notes = request.tree().path("notes");
        int done = 0;
        for (Map.Entry<String, JsonNode> note : notes.properties()) {
            if (!notebook.write(note.getKey(), note.getValue().asText())) {
                return Future.succeededFuture(ToolResult.error("There are too many notes; " + done + " were imported."));
            }
            done++;
            request.dialogue().progress(done, notes.size(), note.getKey());
        }
        host.updated(INDEX);
        return Future.succeededFuture(ToolResult.text(done + " notes were imported."));
    }

    @Override
    public Future<? extends Reply> prompt(PromptRequest request) {
        String title = request.argument("title");
        Content note = Content.text(notebookOf(request.caller()).text(title).orElse("(There is no such note.)"));
        return Future.succeededFuture(
                PromptResult.ofUser(Content.text("Summarize the note \"" + title + "\" in one sentence:"), note));
    }

    @Override
    public Future<? extends Reply> read(ResourceRequest request) {
        Notebook notebook = notebookOf(request.caller());
        Optional<String> text = request.uri().equals(INDEX)
                ? Optional.of(String.join("\n", notebook.titles()))
                : notebook.text(request.variables().getOrDefault("title", ""));
        return text.map(found -> Future.succeededFuture(ResourceContents.text(request.uri(), "text/plain", found)))
                .orElseGet(() -> Future.failedFuture(new ResourceNotFoundException(request.uri())));
    }

    /** Both the prompt and the template have one argument: a title. */
    @Override
    public Future<Completion> complete(CompletionRequest request) {
        Stream<String> titles = StreamSupport.stream(
                notebookOf(request.caller()).titles().spliterator(), false);
        return Future.succeededFuture(Completion.of(
                titles.filter(title -> title.startsWith(request.value())).toList()));
    }

    private Notebook notebookOf(Principal caller) {
        return notebooks.computeIfAbsent(caller.key(), unused -> new Notebook());
    }
}
