package dev.sluice.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("R-105")
class TrustedProxiesTest {
    private final TrustedProxies proxies = new TrustedProxies(List.of("10.0.0.0/8", "192.0.2.1", "fd00::/8"));

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3,true",
        "11.1.2.3,false",
        "192.0.2.1,true",
        "192.0.2.2,false",
        "fd12::1,true",
        "fe80::1,false",
        "localhost,false",
        "'',false"
    })
    void trustsOnlyItsNetworks(String address, boolean trusted) {
        assertThat(proxies.trusts(address)).isEqualTo(trusted);
    }

    @ParameterizedTest
    @CsvSource({
        "198.51.100.7,198.51.100.7",
        "'6.6.6.6, 198.51.100.7',198.51.100.7",
        "'6.6.6.6, 198.51.100.7, 10.9.9.9',198.51.100.7",
        "'10.1.1.1, 10.2.2.2',10.1.1.1",
        "rubbish,10.0.0.1",
        "'198.51.100.7, rubbish',10.0.0.1",
        "'198.51.100.7, rubbish, 10.3.3.3',10.3.3.3",
        "'',10.0.0.1"
    })
    void takesTheRightMostAddressThatIsNotAProxy(String header, String client) {
        assertThat(proxies.clientOf("10.0.0.1", header)).isEqualTo(client);
    }

    @Test
    void saysWhatIsNotANetwork() {
        assertThatThrownBy(() -> new TrustedProxies(List.of("example.com")))
                .hasMessageContaining("server.trustedProxies: example.com");
    }
}
