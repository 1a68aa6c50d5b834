package dev.sluice;

import dev.sluice.config.CertificateCheck;
import dev.sluice.config.ConfigWatcher;
import dev.sluice.config.InvalidConfigException;
import dev.sluice.config.Problem;
import dev.sluice.config.SluiceConfig;
import dev.sluice.telemetry.LogSetup;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A gateway as a process: starts it, waits for a signal, drains it, says how it ended. */
final class Server {
    private static final Logger LOGGER = LoggerFactory.getLogger(Server.class);
    private static final int STOPPED_AT_ONCE = 143;
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private Server() {}

    /**
     * Serves until the process is told to stop.
     *
     * @param started told of the running gateway, to print where it is
     * @return the exit code
     */
    static int serve(GatewayOptions options, Consumer<Gateway> started) throws Exception {
        return serve(options, Optional.empty(), started);
    }

    /**
     * Serves until the process is told to stop.
     *
     * @param watcher finds new configurations, now when the process gets SIGHUP
     * @param started told of the running gateway, to print where it is
     * @return the exit code
     */
    static int serve(GatewayOptions options, Optional<ConfigWatcher> watcher, Consumer<Gateway> started)
            throws Exception {
        checkCertificates(options);
        LogSetup.apply(options.config().log());
        CountDownLatch stopping = new CountDownLatch(1);
        AtomicInteger signals = new AtomicInteger();
        boolean heard = Signals.on(() -> onSignal(signals, stopping), "TERM", "INT");
        options.local().ifPresent(local -> local.ended().future().onComplete(ignored -> stopping.countDown()));
        Gateway gateway = Gateway.start(options).await(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        logStart(options, gateway);
        watcher.ifPresent(found -> {
            gateway.follow(found);
            Signals.on(found::wake, "HUP");
        });
        started.accept(gateway);
        if (!heard) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(gateway, options.config()), "sluice-stop"));
        }
        stopping.await();
        if (signals.get() > 0) {
            System.err.println("sluice: draining; running calls get up to "
                    + options.config().server().shutdownTimeout().toSeconds() + " s, a second signal stops at once");
        }
        stop(gateway, options.config());
        LogSetup.drain();
        return Sluice.OK;
    }

    private static void checkCertificates(GatewayOptions options) {
        if (options.local().isEmpty() && options.config().server().tls().enabled()) {
            List<Problem> problems =
                    CertificateCheck.check(options.config().server().tls(), options.clock());
            if (!problems.isEmpty()) {
                throw new InvalidConfigException(problems);
            }
        }
    }

    private static void onSignal(AtomicInteger signals, CountDownLatch stopping) {
        if (signals.incrementAndGet() > 1) {
            Runtime.getRuntime().halt(STOPPED_AT_ONCE);
        }
        stopping.countDown();
    }

    private static void stop(Gateway gateway, SluiceConfig config) {
        Duration limit = config.server().shutdownTimeout();
        LOGGER.atInfo().addKeyValue("limit", limit).log("draining");
        try {
            int left = gateway.stop(limit).await(limit.toSeconds() + 15, TimeUnit.SECONDS);
            LOGGER.atInfo().addKeyValue("callsCutOff", left).log("stopped");
        } catch (Exception e) {
            LOGGER.atError().setCause(e).log("did not stop in time");
        }
    }

    private static void logStart(GatewayOptions options, Gateway gateway) {
        SluiceConfig config = options.config();
        LOGGER.atInfo()
                .addKeyValue("version", options.version())
                .addKeyValue("java", Runtime.version())
                .addKeyValue("port", options.local().isPresent() ? "none" : gateway.port())
                .addKeyValue("shards", VertxFactory.shards(config))
                .addKeyValue("nativeTransport", gateway.vertx().isNativeTransportEnabled())
                .addKeyValue("maxRunning", config.admission().maxRunning())
                .addKeyValue("maxWaiting", config.admission().maxWaiting())
                .addKeyValue("perUser", config.limits().perUser())
                .log("serving");
    }
}
