package dev.sluice;

import dev.sluice.catalog.CatalogPreview;
import dev.sluice.catalog.Visible;
import dev.sluice.config.FederationConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.UpstreamConfig;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;

/** Says of each service behind the gateway what {@code check} finds out about it. Blocking, for the command line only. */
final class ServiceReport {
    /** Names of one service that are told one by one. */
    static final int MAX_TOLD = 20;

    private final SluiceConfig config;
    private final PrintWriter out;
    private boolean reachable = true;

    private ServiceReport(SluiceConfig config, PrintWriter out) {
        this.config = config;
        this.out = out;
    }

    /**
     * Looks at all services, and prints a line or more for each.
     *
     * @param dev whether the tools of {@code dev} are there
     * @return whether all can be reached
     */
    static boolean print(SluiceConfig config, boolean dev, PrintWriter out) {
        FederationConfig federation = config.federation();
        if (federation.upstreams().isEmpty() && federation.rest().isEmpty()) {
            return true;
        }
        ServiceReport report = new ServiceReport(config, out);
        Vertx vertx = Vertx.vertx();
        try {
            ServiceCheck check = ServiceCheck.start(vertx, config, dev);
            report.tell(check, CatalogPreview.of(config, check.offers()));
        } catch (TimeoutException e) {
            report.fail("services", "they did not start in time");
        } catch (RuntimeException e) {
            report.fail(
                    "services", Objects.toString(e.getMessage(), e.getClass().getSimpleName()));
        } finally {
            vertx.close().await();
        }
        return report.reachable;
    }

    private void tell(ServiceCheck check, CatalogPreview preview) {
        config.federation().upstreams().forEach((name, upstream) -> {
            upstream(name, upstream, check, preview);
            leftOut("upstream " + name, preview.leftOut(name));
        });
        config.federation().rest().forEach((name, rest) -> {
            String said = Objects.toString(check.status(name).get("lastFailure"), "");
            String trouble = check.closedDoor(name).isEmpty() ? said : check.closedDoor(name);
            if (trouble.isEmpty()) {
                out.println(
                        "ok    rest " + name + ": " + counts(preview.served(name)) + " (" + shown(rest.url()) + ")");
            } else {
                fail("rest " + name, trouble + " (" + shown(rest.url()) + ")");
            }
            leftOut("rest " + name, preview.leftOut(name));
        });
        preview.warnings().forEach(warning -> out.println("warn  " + Visible.of(warning)));
    }

    private void upstream(String name, UpstreamConfig upstream, ServiceCheck check, CatalogPreview preview) {
        Map<String, Object> status = check.status(name);
        if (check.isUp(name)) {
            out.println("ok    upstream " + name + ": " + Objects.toString(status.get("revision"), "unknown revision")
                    + " over " + status.get("transport") + ", " + counts(preview.served(name)));
            return;
        }
        String said = Objects.toString(
                status.get("lastFailure"), "no answer within " + ServiceCheck.LIMIT.toSeconds() + " s");
        String trouble = check.closedDoor(name).isEmpty() ? said : check.closedDoor(name);
        String where = switch (upstream.target()) {
            case UpstreamConfig.Remote remote -> shown(remote.url());
            case UpstreamConfig.Command command -> command.command().getFirst();
        };
        fail("upstream " + name, trouble + " (" + where + ")");
    }

    private void leftOut(String service, List<CatalogPreview.LeftOut> names) {
        names.stream()
                .limit(MAX_TOLD)
                .forEach(one ->
                        out.println("warn  " + service + ": \"" + one.name() + "\" is left out: " + one.message()));
        if (names.size() > MAX_TOLD) {
            out.println("warn  " + service + ": " + (names.size() - MAX_TOLD) + " more are left out");
        }
    }

    private void fail(String what, String why) {
        reachable = false;
        out.println("FAIL  " + what + ": " + Visible.of(why));
    }

    private static String counts(CatalogPreview.Served served) {
        StringBuilder text = new StringBuilder(count(served.tools(), "tool"));
        if (served.prompts() > 0) {
            text.append(", ").append(count(served.prompts(), "prompt"));
        }
        if (served.resources() > 0) {
            text.append(", ").append(count(served.resources(), "resource"));
        }
        if (!served.pins()) {
            return text.append("; pins are off").toString();
        }
        String separator = "; ";
        for (Map.Entry<String, Integer> part : List.of(
                Map.entry("pinned", served.pinned()),
                Map.entry("changed", served.changed()),
                Map.entry("not pinned yet", served.unpinned()))) {
            if (part.getValue() > 0) {
                text.append(separator).append(part.getValue()).append(' ').append(part.getKey());
                separator = ", ";
            }
        }
        return text.toString();
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /** Without user and query, which may be secret. */
    private static String shown(URI url) {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort())
                + Objects.toString(url.getRawPath(), "");
    }
}
