package dev.sluice.edge;

import dev.sluice.bus.Answers;
import dev.sluice.bus.Call;
import dev.sluice.bus.Caller;
import dev.sluice.bus.Outcome;
import dev.sluice.edge.http.HeaderNames;
import dev.sluice.edge.session.Session;
import dev.sluice.edge.session.Sessions;
import dev.sluice.edge.stream.CallNotes;
import dev.sluice.edge.stream.Dialogues;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.EraVerdict;
import dev.sluice.mcp.HeaderText;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.mcp.RequestId;
import dev.sluice.mcp.Revision;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.mcp.RpcWriter;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Speaks the revisions with a handshake and sessions, up to 2025-11-25. A client that disconnects has not cancelled
 * anything; {@code notifications/cancelled} does. Confined to its shard.
 */
final class LegacyAdapter {
    private final Desk desk;
    private final Sessions sessions;
    private final OpenCalls openCalls;
    private final LegacySettings settings;
    private final SkillAdapter skills;

    LegacyAdapter(Desk desk, Sessions sessions, OpenCalls openCalls, SkillAdapter skills) {
        this.desk = desk;
        this.sessions = sessions;
        this.openCalls = openCalls;
        this.settings = new LegacySettings(desk);
        this.skills = skills;
    }

    /** {@code initialize}: agrees on a revision and answers with a session id. Allocates nothing that stays. */
    Future<Answer> handshake(Exchange exchange, RpcMessage.Request request) {
        Inquiry inquiry = new Inquiry(
                exchange,
                exchange.id(),
                exchange.wire(),
                request.id(),
                Method.INITIALIZE,
                Revision.LATEST_LEGACY.wire());
        return desk.answer(inquiry, () -> {
            if (desk.gatekeeper().isDraining()) {
                throw Gatekeeper.draining().asException();
            }
            RawObject params = Params.of(request);
            Revision revision = Revision.of(Params.text(params, "protocolVersion"))
                    .filter(named -> !named.isModern())
                    .orElse(Revision.LATEST_LEGACY);
            String session = sessions.start(
                    desk.owner(exchange.principal()),
                    revision,
                    ClientCapabilities.of(params.get("capabilities")).in(revision));
            return Future.succeededFuture(
                    Answer.ok(RpcWriter.result(request.id(), desk.facts().handshake(revision)))
                            .starting(session));
        });
    }

    /**
     * The session that an exchange names, null when it names none.
     *
     * @throws dev.sluice.mcp.RefusedException with SESSION_NOT_FOUND when it names one that is not good
     */
    @Nullable
    Session session(Exchange exchange) {
        Session carried = exchange.session();
        if (carried != null) {
            return carried;
        }
        String text = exchange.header(HeaderNames.MCP_SESSION_ID);
        if (text == null) {
            return null;
        }
        Session session = sessions.find(HeaderText.trim(text), desk.owner(exchange.principal()));
        if (session == null) {
            throw Refusal.of(RefusalCode.SESSION_NOT_FOUND).asException();
        }
        exchange.session(session);
        return session;
    }

    /** The session that an exchange must name; the refusal also when it names none. */
    Session requiredSession(Exchange exchange) {
        Session session = session(exchange);
        if (session == null) {
            throw missing();
        }
        return session;
    }

    /** {@code DELETE}: ends the session. */
    Answer end(Exchange exchange) {
        Session session = requiredSession(exchange);
        sessions.end(session);
        desk.room().settings().end(session.id());
        return Answer.NO_CONTENT;
    }

    /** One message that came alone. Fails with what is wrong with its session. */
    Future<Answer> handle(Exchange exchange, EraVerdict.Legacy verdict) {
        Session session = session(exchange);
        if (session != null) {
            exchange.answerAs(Wire.of(session.revision()), exchange.rpcId());
        }
        if (session == null && needsSession(verdict)) {
            throw missing();
        }
        if (verdict.message() instanceof RpcMessage.Request request) {
            Inquiry inquiry = new Inquiry(
                    exchange,
                    exchange.id(),
                    exchange.wire(),
                    request.id(),
                    verdict.method(),
                    session == null
                            ? Revision.V2025_03_26.wire()
                            : session.revision().wire());
            return serve(inquiry, session, request);
        }
        notified(session, verdict.message());
        return Future.succeededFuture(Answer.ACCEPTED);
    }

    /** Whether a message may only come in a session: all but a ping. */
    static boolean needsSession(EraVerdict.Legacy verdict) {
        return verdict.method() != Method.PING || !(verdict.message() instanceof RpcMessage.Request);
    }

    /** One request whose session is good or not needed; never fails. */
    Future<Answer> serve(Inquiry inquiry, @Nullable Session session, RpcMessage.Request request) {
        return desk.answer(inquiry, () -> {
            Method method = inquiry.method();
            if (method == Method.PING) {
                return ok(inquiry, RawJson.EMPTY_OBJECT);
            }
            if (session == null || method == null || !desk.facts().serves(method)) {
                throw notServed(request);
            }
            return switch (method) {
                case TOOLS_LIST, PROMPTS_LIST, RESOURCES_LIST, RESOURCES_TEMPLATES_LIST ->
                    list(inquiry, method, request);
                case TOOLS_CALL, PROMPTS_GET, RESOURCES_READ, COMPLETE -> call(inquiry, session, method, request);
                case SET_LEVEL -> settings.level(inquiry, session, request);
                case RESOURCES_SUBSCRIBE -> settings.subscribe(inquiry, session, request);
                case RESOURCES_UNSUBSCRIBE -> settings.unsubscribe(inquiry, session, request);
                case SKILLS_LIST, SKILLS_GET, DIRECTORY_READ ->
                    skills.handle(
                            inquiry,
                            request,
                            caller(inquiry.exchange(), session, request.params().orElse(null)));
                default -> throw notServed(request);
            };
        });
    }

    /** A message that has no answer. */
    void notified(@Nullable Session session, RpcMessage message) {
        if (session != null && message instanceof RpcMessage.Response response) {
            desk.room().questions().answered(session.id(), response);
        } else if (session != null
                && message instanceof RpcMessage.Notification notification
                && notification.method().equals(Method.CANCELLED.wire())) {
            RawJson id =
                    notification.params().map(params -> params.get("requestId")).orElse(null);
            if (id != null) {
                openCalls.cancel(session, new RequestId(id), call -> desk.cancel(call, Desk.CANCELLED));
            }
        }
    }

    private Future<Answer> list(Inquiry inquiry, Method method, RpcMessage.Request request) {
        String cursor = Params.cursor(request);
        Listed what = Listed.by(method);
        return desk.work(
                inquiry,
                () -> ok(
                        inquiry, desk.listings().legacy(what, inquiry.exchange().principal(), cursor)));
    }

    private Future<Answer> call(Inquiry inquiry, Session session, Method method, RpcMessage.Request request) {
        RawObject params = Params.of(request);
        Routed routed = desk.routing().route(method, params);
        Caller caller = caller(inquiry.exchange(), session, params);
        // From here on nothing throws, or the call would be remembered for good.
        openCalls.add(session, request.id(), inquiry.id());
        return desk.dispatcher()
                .admit(inquiry, routed, params.get("_meta"), caller, Answers.NONE)
                .compose(call -> run(inquiry.exchange(), session, call))
                .onComplete(ignored -> openCalls.remove(session, request.id(), inquiry.id()))
                .map(outcome -> encode(inquiry, method, session.revision(), outcome));
    }

    private Caller caller(Exchange exchange, Session session, @Nullable RawObject params) {
        return desk.callers()
                .legacy(
                        exchange,
                        session,
                        desk.room().settings().level(session.id()),
                        params == null ? null : params.child("_meta").orElse(null));
    }

    /** Runs a call and everything that it asks its client. */
    private Future<Outcome> run(Exchange exchange, Session session, Call call) {
        CallNotes.Reached reached = new CallNotes.Reached();
        Dialogues.Rounds rounds = new Dialogues.Rounds() {
            @Override
            public Future<Outcome> submit(Call round) {
                return desk.submit(round, exchange, reached);
            }

            @Override
            public Call next(Call round, Answers answers) {
                return desk.dispatcher().next(round, answers);
            }

            @Override
            public boolean mayAsk() {
                return !sessions.hasEnded(session);
            }
        };
        return desk.room().dialogues().run(call, rounds, exchange.outlet(), session.id());
    }

    private Answer encode(Inquiry inquiry, Method method, Revision revision, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Completed completed -> {
                var body = RpcWriter.result(inquiry.rpcId(), LegacyResults.of(method, revision, completed.result()));
                yield completed.failed() ? Answer.toolError(body) : Answer.ok(body);
            }
            case Outcome.InputRequired ignored -> throw new IllegalStateException("an old client is asked at once");
            case Outcome.Failed failed -> desk.failed(inquiry, failed);
            case Outcome.Detached ignored -> throw new IllegalStateException("an old client has no tasks");
            case Outcome.Refused refused -> desk.refuse(inquiry, refused.refusal());
        };
    }

    private static Future<Answer> ok(Inquiry inquiry, RawJson result) {
        return Future.succeededFuture(Answer.ok(RpcWriter.result(inquiry.rpcId(), result)));
    }

    private static RuntimeException notServed(RpcMessage.Request request) {
        return Refusal.of(RefusalCode.METHOD_NOT_FOUND, "This method is not served here.")
                .with("method", request.method())
                .asException();
    }

    private static RuntimeException missing() {
        return Refusal.of(
                        RefusalCode.INVALID_REQUEST,
                        "The Mcp-Session-Id header is missing; send the one that initialize was answered with.")
                .with("field", "Mcp-Session-Id")
                .asException();
    }
}
