package dev.sluice.ledger;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.InstantSource;

/** Appends records for ever and prints after each acknowledged batch how many that are. Made to be killed. */
final class AppendingProcess {
    private AppendingProcess() {}

    public static void main(String[] arguments) throws Exception {
        Vertx vertx = Vertx.vertx();
        var config = Records.embedded(1_000, 10);
        Database database = Database.open(config, Path.of(arguments[0]));
        Ledger ledger = Ledger.create(vertx, config, database, new SimpleMeterRegistry(), InstantSource.system());
        vertx.deployVerticle(ledger.verticle()).await();
        for (int written = 0; ; written += 10) {
            for (int i = 0; i < 10; i++) {
                ledger.append(Records.call(written + i));
            }
            ledger.flush().await();
            System.out.println(written + 10);
            System.out.flush();
        }
    }
}
