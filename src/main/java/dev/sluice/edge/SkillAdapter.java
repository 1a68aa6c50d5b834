package dev.sluice.edge;

import dev.sluice.bus.Answers;
import dev.sluice.bus.Call;
import dev.sluice.bus.Caller;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Deadline;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.Principal;
import dev.sluice.bus.Published;
import dev.sluice.bus.ResourceEntry;
import dev.sluice.bus.ResourceTarget;
import dev.sluice.edge.skill.Directory;
import dev.sluice.edge.skill.InvalidSkillException;
import dev.sluice.edge.skill.SkillFolder;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.mcp.RpcWriter;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The extension {@code io.modelcontextprotocol/skills} (SEP-2640): skills are made of the resources that providers publish
 * below {@code skill://}. Their files are read as any resource is, under the name of whoever asks first: in its turn, behind
 * the breaker; only the request itself counts against a limit and is recorded. Confined to its shard.
 */
final class SkillAdapter {
    /** Skills on one page. */
    static final int PAGE = 25;

    private static final int FRESH_MILLIS = 30_000;

    private final Desk desk;
    private final Published<CatalogSnapshot> catalog;
    private final SkillShelf shelf;
    private final Reads reads;

    /**
     * How files are read.
     *
     * @param timeout how long a request waits for all files together
     */
    record Reads(CallIds ids, InstantSource clock, Duration timeout) {}

    SkillAdapter(Desk desk, Published<CatalogSnapshot> catalog, SkillShelf shelf, Reads reads) {
        this.desk = desk;
        this.catalog = catalog;
        this.shelf = shelf;
        this.reads = reads;
    }

    /** Serves a request of the extension. */
    Future<Answer> handle(Inquiry inquiry, RpcMessage.Request request, Caller caller) {
        boolean modern = inquiry.wire() == Wire.MODERN;
        String cursor = Params.cursor(request);
        Method method = inquiry.method();
        if (method == Method.SKILLS_LIST) {
            return desk.work(inquiry, () -> list(inquiry, caller, cursor, modern));
        }
        String uri = Params.text(Params.of(request), "uri");
        inquiry.target(uri);
        return desk.work(
                inquiry,
                () -> method == Method.SKILLS_GET
                        ? get(inquiry, caller, uri, modern)
                        : directory(inquiry, uri, cursor, modern));
    }

    private Future<Answer> list(Inquiry inquiry, Caller caller, @Nullable String cursor, boolean modern) {
        List<SkillFolder> visible = shelf.visible(inquiry.exchange().principal());
        Page<SkillFolder> page = Page.of(visible, cursor, PAGE, catalog.get().version());
        List<Future<RawJson>> entries = new ArrayList<>();
        for (SkillFolder folder : page.entries()) {
            entries.add(entry(inquiry, caller, folder));
        }
        return Future.join(entries).transform(ignored -> {
            // Whatever cannot be had now is left out, and the client had better ask again.
            boolean whole = entries.stream()
                    .allMatch(entry -> entry.succeeded() || entry.cause() instanceof InvalidSkillException);
            String skills = entries.stream()
                    .filter(Future::succeeded)
                    .map(entry -> entry.result().toString())
                    .collect(Collectors.joining(",", "{\"skills\":[", "]"));
            return answer(inquiry, skills + page.next() + caching(modern, whole) + '}', modern);
        });
    }

    private Future<Answer> get(Inquiry inquiry, Caller caller, String uri, boolean modern) {
        SkillFolder folder = shelf.find(uri, inquiry.exchange().principal());
        if (folder == null) {
            throw invalid("No skill is served at this URI.", uri).asException();
        }
        return entry(inquiry, caller, folder)
                .compose(entry -> answer(inquiry, "{\"skill\":" + entry + caching(modern, true) + '}', modern))
                .recover(cause -> Future.failedFuture(
                        cause instanceof InvalidSkillException
                                ? invalid("The files at this URI make no skill: " + cause.getMessage(), uri)
                                        .asException()
                                : cause));
    }

    private Future<Answer> directory(Inquiry inquiry, String uri, @Nullable String cursor, boolean modern) {
        List<RawJson> children =
                Directory.children(catalog.get(), inquiry.exchange().principal(), uri);
        if (children == null) {
            throw invalid("There is no directory at this URI.", uri).asException();
        }
        Page<RawJson> page =
                Page.of(children, cursor, Listings.PAGE, catalog.get().version());
        String resources = page.entries().stream()
                .map(RawJson::toString)
                .collect(Collectors.joining(",", "{\"resources\":[", "]"));
        return answer(inquiry, resources + page.next() + '}', modern);
    }

    private Future<RawJson> entry(Inquiry inquiry, Caller caller, SkillFolder folder) {
        Principal principal = inquiry.exchange().principal();
        return shelf.entry(folder, file -> read(file, principal, caller))
                .timeout(reads.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .recover(cause -> Future.failedFuture(
                        cause instanceof TimeoutException
                                ? Refusal.of(RefusalCode.TIMEOUT).asException()
                                : cause));
    }

    private Future<RawJson> read(ResourceEntry file, Principal principal, Caller caller) {
        ResourceTarget target = catalog.get().resource(file.uri());
        if (target == null || !principal.hasAnyOf(target.roles())) {
            return Future.failedFuture(Refusal.of(RefusalCode.RESOURCE_NOT_FOUND)
                    .with("uri", file.uri())
                    .asException());
        }
        Call call = new Call(
                reads.ids().next(),
                desk.server(),
                target,
                RawJson.EMPTY_OBJECT,
                null,
                principal,
                silent(caller),
                Answers.NONE,
                Deadline.in(target.timeout(), reads.clock()));
        return desk.dispatcher().submit(call).map(outcome -> switch (outcome) {
            case Outcome.Completed completed -> completed.result();
            case Outcome.Refused refused -> throw refused.refusal().asException();
            case Outcome.Failed ignored -> throw failed(file);
            case Outcome.InputRequired ignored -> throw failed(file);
            case Outcome.Detached ignored -> throw failed(file);
        });
    }

    /** Nobody waits for the progress of these reads. */
    private static Caller silent(Caller caller) {
        return new Caller(
                caller.address(),
                caller.revision(),
                caller.capabilities(),
                caller.client(),
                null,
                null,
                caller.traceparent());
    }

    private Future<Answer> answer(Inquiry inquiry, String json, boolean modern) {
        RawJson result = RawJson.of(json);
        try {
            return Future.succeededFuture(Answer.ok(RpcWriter.result(
                    inquiry.rpcId(), modern ? desk.facts().results().complete(result) : result)));
        } catch (MalformedJsonException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String caching(boolean modern, boolean whole) {
        return modern ? ",\"ttlMs\":" + (whole ? FRESH_MILLIS : 0) + ",\"cacheScope\":\"private\"" : "";
    }

    private static RuntimeException failed(ResourceEntry file) {
        return Refusal.of(RefusalCode.PROVIDER_FAILED, "A file of the skill could not be read.")
                .with("uri", file.uri())
                .asException();
    }

    private static Refusal invalid(String message, String uri) {
        return Refusal.of(RefusalCode.INVALID_PARAMS, message).with("uri", uri);
    }
}
