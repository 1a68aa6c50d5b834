package dev.sluice.edge.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.LocalCodec;
import dev.sluice.bus.StreamMessage;
import dev.sluice.config.Bytes;
import dev.sluice.config.StreamsConfig;
import dev.sluice.mcp.LogLevel;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The bounds of what sessions may set. */
@Tag("R-201")
class SessionSettingsTest {
    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Watches watches = new Watches(vertx);
    private final SessionSettings settings = new SessionSettings(
            vertx,
            new StreamPermits(
                    new StreamsConfig(
                            10,
                            10,
                            Duration.ofSeconds(15),
                            Bytes.mib(1),
                            Duration.ofMinutes(2),
                            Duration.ofSeconds(1),
                            false),
                    meters),
            watches);

    @BeforeEach
    void register() {
        LocalCodec.register(vertx.eventBus());
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void forgetsTheSessionThatWasHeardOfLeastLatelyWhenThereAreTooMany() {
        for (int i = 0; i < SessionSettings.MAX_SESSIONS; i++) {
            settings.take(new StreamMessage.LevelSet("s" + i, LogLevel.INFO));
        }
        settings.level("s0");

        settings.take(new StreamMessage.LevelSet("new", LogLevel.ERROR));

        assertThat(settings.size()).isEqualTo(SessionSettings.MAX_SESSIONS);
        assertThat(settings.level("s0")).isEqualTo(LogLevel.INFO);
        assertThat(settings.level("s1")).isNull();
        assertThat(settings.level("new")).isEqualTo(LogLevel.ERROR);
        assertThat(forgotten()).isEqualTo(1);
    }

    @Test
    void forgetsSessionsWhenAllTogetherSubscribeToTooMuch() {
        int each = SessionSettings.MAX_SUBSCRIPTIONS;
        int sessions = SessionSettings.MAX_ALL_SUBSCRIPTIONS / each + 1;
        for (int session = 0; session < sessions; session++) {
            for (int i = 0; i < each; i++) {
                settings.take(
                        new StreamMessage.SubscriptionSet("s" + session, "test://" + i, "p", true, Long.MAX_VALUE));
            }
        }

        assertThat(settings.isSubscribed("s0", "test://0")).isFalse();
        assertThat(settings.isSubscribed("s1", "test://0")).isTrue();
        assertThat(watches.size()).isEqualTo(each);
        assertThat(forgotten()).isEqualTo(1);
    }

    @Test
    void givesBackWhatASessionHadWhenItEnds() {
        int each = SessionSettings.MAX_SUBSCRIPTIONS;
        for (int session = 0; session < 2 * SessionSettings.MAX_ALL_SUBSCRIPTIONS / each; session++) {
            for (int i = 0; i < each; i++) {
                settings.take(
                        new StreamMessage.SubscriptionSet("s" + session, "test://" + i, "p", true, Long.MAX_VALUE));
            }
            settings.take(new StreamMessage.SessionEnded("s" + session));
        }

        assertThat(settings.size()).isZero();
        assertThat(watches.size()).isZero();
        assertThat(forgotten()).isZero();
    }

    @Test
    void takesNoMoreThanOneSessionMaySubscribeTo() {
        for (int i = 0; i < SessionSettings.MAX_SUBSCRIPTIONS; i++) {
            settings.take(new StreamMessage.SubscriptionSet("s", "test://" + i, "p", true, Long.MAX_VALUE));
        }

        settings.take(new StreamMessage.SubscriptionSet("s", "test://more", "p", true, Long.MAX_VALUE));

        assertThat(settings.isSubscribed("s", "test://more")).isFalse();
        assertThat(settings.maySubscribe("s", "test://more")).isFalse();
        assertThat(settings.maySubscribe("s", "test://1")).isTrue();
    }

    private double forgotten() {
        return meters.get("mcp.sessions.forgotten").counter().count();
    }
}
