package dev.sluice.provider.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.NotSentException;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses the gateway connects to as a client. */
@Tag("R-407")
class AddressGuardTest {
    private final MovableClock clock = new MovableClock();
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicInteger lookUps = new AtomicInteger();
    private List<InetAddress> known = List.of();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.1.2.3",
                "100.64.0.1",
                "127.0.0.1",
                "127.255.0.9",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.51.100.7",
                "203.0.113.7",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::7f00:1",
                "::ffff:10.0.0.1",
                "::ffff:0:127.0.0.1",
                "64:ff9b::10.0.0.1",
                "64:ff9b:1::808:808",
                "100::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:a9fe:a9fe::1",
                "2a00:1450::200:5efe:10.0.0.1",
                "3fff::1",
                "4000::1",
                "fc00::1",
                "fdff::1",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void aNameThatLeadsToAnAddressOfNoPublicNetworkIsRefused(String address) {
        known = addresses("93.184.216.34", address);

        assertThatThrownBy(() -> address("api.example.com"))
                .isInstanceOf(AddressRefusedException.class)
                .hasMessageContaining("api.example.com leads to ")
                .hasMessageContaining("add api.example.com to outbound.allow");
        assertThat(refusals).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "93.184.216.34",
                "1.1.1.1",
                "172.32.0.1",
                "100.128.0.1",
                "2606:4700:4700::1111",
                "2002:101:101::1",
                "64:ff9b::8.8.8.8"
            })
    void aNameThatLeadsToAPublicAddressIsConnectedToThere(String address) {
        known = addresses(address);

        assertThat(address("api.example.com")).isEqualTo(InetAddress.ofLiteral(address));
        assertThat(refusals).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.1",
                "127.0.1",
                "2130706433",
                "0x7f.1",
                "0x7f000001",
                "0X7F.0.0.1",
                "017700000001",
                "0177.0.0.1",
                "127.0.0.1.",
                "127.0.0.01",
                "256.1.1.1",
                "1.2.3.4.5",
                "①②⑦.0.0.1",
                "127。0。0。1",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "[::127.0.0.1]",
                "[64:ff9b::7f00:1]",
                "[2002:7f00:1::]",
                "[fe80::1%25eth0]",
                "[fe80::1%1]",
                "[::1",
                "LOCALHOST",
                "Localhost",
                "localhost.",
                "ⓛocalhost",
                "a..b",
                ".",
                "",
                "host name",
                "host/..",
                "user@host",
                "host\r\nx"
            })
    void anotherSpellingOfANearAddressIsRefusedEvenWhenWrittenInTheConfiguration(String host) {
        known = addresses("127.0.0.1");

        assertThatThrownBy(() -> address(host)).isInstanceOf(AddressRefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.1.2.3", "192.168.7.7", "[::1]", "[fd00::7]", "localhost"})
    void anAddressWrittenInFullAndLocalhostAreWhatTheOperatorWanted(String host) {
        known = addresses("127.0.0.1", "::1");

        assertThat(address(host)).isNotNull();
    }

    @Test
    void localhostThatLeadsElsewhereIsRefused() {
        known = addresses("10.0.0.1");

        assertThatThrownBy(() -> address("localhost")).isInstanceOf(AddressRefusedException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "api.internal, api.internal, true",
        "api.internal, API.Internal., true",
        "*.internal, api.internal, true",
        "*.internal, deep.api.internal, true",
        "*.internal, internal, false",
        "*.internal, evilinternal, false",
        "internal, api.internal, false",
        "10.0.0.0/8, anything.example, true",
        "10.1.2.3, anything.example, true",
        "10.1.2.3/32, anything.example, true",
        "10.2.0.0/16, anything.example, false",
        "0.0.0.0/0, anything.example, true",
        "::/0, anything.example, false",
        "xn--bcher-kva.internal, bücher.internal, true"
    })
    void namesAndNetworksCanBeAllowed(String entry, String host, boolean allowed) {
        known = addresses("10.1.2.3");
        AddressGuard guard = guard(host, entry);

        assertThat(guard.address().succeeded()).isEqualTo(allowed);
    }

    @Test
    void aNameThatLeadsElsewhereLaterIsJudgedAgainAndNotAskedInBetween() {
        known = addresses("93.184.216.34");
        AddressGuard guard = guard("api.example.com");
        assertThat(guard.address().result()).isEqualTo(known.getFirst());

        // when
        known = addresses("127.0.0.1");
        clock.advance(AddressGuard.FRESH.minusMillis(1));
        InetAddress within = guard.address().result();
        clock.advance(Duration.ofMillis(1));

        // then
        assertThat(within.getHostAddress()).isEqualTo("93.184.216.34");
        assertThat(lookUps).hasValue(1);
        assertThat(guard.address().cause()).isInstanceOf(AddressRefusedException.class);
        assertThat(guard.address().cause()).isInstanceOf(AddressRefusedException.class);
        assertThat(lookUps).hasValue(2);
        assertThat(refusals).hasValue(2);
    }

    @Test
    void theNextAddressOfANameIsTriedWhenOneDoesNotAnswer() {
        known = addresses("93.184.216.34", "93.184.216.35");
        AddressGuard guard = guard("api.example.com");
        List<String> tried = new ArrayList<>();

        for (int i = 0; i < 3; i++) {
            tried.add(guard.address().result().getHostAddress());
            guard.failed();
        }

        assertThat(tried).containsExactly("93.184.216.34", "93.184.216.35", "93.184.216.34");
    }

    @Test
    void aNameWithoutAddressIsNotRememberedAndSurelyDidNothing() {
        AddressGuard guard = guard("api.example.com");
        assertThat(guard.address().cause())
                .isInstanceOf(NotSentException.class)
                .hasMessage("The name api.example.com has no address that can be found.");

        known = addresses("93.184.216.34");

        assertThat(guard.address().succeeded()).isTrue();
    }

    private InetAddress address(String host) {
        Future<InetAddress> told = guard(host).address();
        if (told.failed()) {
            throw (RuntimeException) Objects.requireNonNull(told.cause());
        }
        return told.result();
    }

    private AddressGuard guard(String host, String... allowed) {
        return new AddressGuard(
                "service",
                host,
                new AllowList(List.of(allowed)),
                name -> {
                    lookUps.incrementAndGet();
                    return known.isEmpty() ? Future.failedFuture("no such name") : Future.succeededFuture(known);
                },
                clock,
                refusals::incrementAndGet);
    }

    private static List<InetAddress> addresses(String... literals) {
        return List.of(literals).stream().map(InetAddress::ofLiteral).toList();
    }
}
