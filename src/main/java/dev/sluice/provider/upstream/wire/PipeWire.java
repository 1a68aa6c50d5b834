package dev.sluice.provider.upstream.wire;

import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RequestId;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.mcp.RpcWriter;
import dev.sluice.provider.upstream.process.Child;
import dev.sluice.provider.upstream.process.ChildException;
import dev.sluice.provider.upstream.process.Children;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The pipes of one child process, which is the session: it begins with {@link #open} and ends with the process. What comes is
 * one stream; requests and notes of the server belong to no request. A process that has given up answering is ended.
 */
public final class PipeWire implements Wire {
    /** The id of our own question whether it is still there; those of others are numbers. */
    private static final RequestId ALIVE = new RequestId(RawJson.string("sluice-alive"));

    private static final Buffer PING = RpcWriter.request(ALIVE.raw(), "ping", RawJson.EMPTY_OBJECT);

    /** How long what could not be sent to a process that has said nothing yet waits to be told of its end. */
    private static final Duration EXPLANATION = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Children children;
    private final HangWatch watch;
    private final Promise<Void> over = Promise.promise();
    private Buffer question = PING;
    private @Nullable Child child;
    private boolean spoken;
    private boolean closed;

    /** A wire whose process has not been started. */
    public PipeWire(Vertx vertx, Children children, HangWatch.Patience patience) {
        this.vertx = vertx;
        this.children = children;
        this.watch = new HangWatch(vertx, patience, this::ask, this::hung);
    }

    /** As what it is asked whether it is still there; instead of a ping, which the modern era does not have. */
    public void question(String method, RawJson params) {
        question = RpcWriter.request(ALIVE.raw(), method, params);
    }

    @Override
    public Future<Void> open(Listener listener) {
        return children.start(new Ears(listener))
                .recover(cause -> Future.failedFuture(told(cause)))
                .compose(this::opened);
    }

    private Future<Void> opened(Child started) {
        child = started;
        if (closed) {
            return started.end()
                    .compose(ignored -> Future.failedFuture(
                            new WireException(WireException.Kind.NOT_SENT, "The session has been closed")));
        }
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> send(Outgoing message) {
        Child to = child;
        if (to == null || closed) {
            return Future.failedFuture(
                    new WireException(WireException.Kind.NOT_SENT, "There is no process to send it to"));
        }
        return to.send(message.bytes())
                .recover(cause -> explained().transform(ignored -> Future.failedFuture(told(cause))));
    }

    /** One that ends at its start often does so before it can be written to; why it ended says more than that. */
    private Future<Void> explained() {
        return spoken || closed
                ? Future.succeededFuture()
                : Future.any(over.future(), vertx.timer(EXPLANATION.toMillis())).mapEmpty();
    }

    @Override
    public void agreed(String revision) {
        // nothing on a pipe says it again
    }

    @Override
    public void forget(long id) {
        if (!closed && child != null) {
            watch.givenUp();
        }
    }

    @Override
    public boolean tellsOrigins() {
        return false;
    }

    @Override
    public Future<Void> close() {
        closed = true;
        watch.close();
        return child == null ? Future.succeededFuture() : child.end();
    }

    private void ask() {
        if (child != null) {
            // when it cannot be sent that is no answer either
            child.send(question).onFailure(ignored -> {});
        }
    }

    private void hung() {
        if (child != null) {
            child.give("was ended: it said nothing for a long time although it was asked");
        }
    }

    private static WireException told(Throwable cause) {
        boolean read = cause instanceof ChildException failed && failed.mayHaveBeenRead();
        String message = cause.getMessage();
        return new WireException(
                read ? WireException.Kind.LOST : WireException.Kind.NOT_SENT,
                message == null ? "The process cannot be used" : message);
    }

    /** Passes on what the process says. */
    private final class Ears implements Child.Listener {
        private final Listener listener;

        Ears(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void said(List<RpcMessage> messages) {
            spoken |= !messages.isEmpty();
            watch.heard();
            for (RpcMessage message : messages) {
                if (message instanceof RpcMessage.Response response
                        && response.id().equals(ALIVE)) {
                    watch.answered();
                } else {
                    listener.message(message, OptionalLong.empty());
                }
            }
        }

        @Override
        public void ended(String why, boolean asked) {
            watch.close();
            closed = true;
            listener.closed(asked ? null : new WireException(WireException.Kind.LOST, "The process " + why));
            over.complete();
        }
    }
}
