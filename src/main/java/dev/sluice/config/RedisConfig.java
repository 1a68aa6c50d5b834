package dev.sluice.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The shared store.
 *
 * @param urls {@code redis://} or {@code rediss://} addresses; empty keeps everything in memory
 * @param mode how the addresses form one store
 * @param masterName name of the master that sentinels watch
 * @param password password where the addresses name none
 * @param timeout how long an answer is waited for before the local way is taken
 */
public record RedisConfig(
        List<String> urls, Mode mode, Optional<String> masterName, Optional<Secret> password, Duration timeout) {
    public RedisConfig {
        urls = List.copyOf(urls);
    }

    /** Without the passwords that addresses may hold. */
    @Override
    public String toString() {
        return "RedisConfig[urls="
                + urls.stream().map(AddressKinds::withoutPassword).toList() + ", mode=" + mode + ", masterName="
                + masterName + ", password=" + password + ", timeout=" + timeout + "]";
    }

    /** How several Redis addresses form one store. */
    public enum Mode {
        SINGLE,
        SENTINEL,
        CLUSTER
    }
}
