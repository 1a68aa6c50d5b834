package dev.sluice.provider.outbound;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the configuration allows besides the public internet: names, which may begin with {@code *.} for everything below,
 * and networks. Immutable.
 */
final class AllowList {
    private final List<String> names = new ArrayList<>();
    private final List<Network> networks = new ArrayList<>();

    /**
     * @param entries {@code outbound.allow}
     * @throws IllegalArgumentException when a network among them is none
     */
    AllowList(List<String> entries) {
        for (String entry : entries) {
            if (entry.indexOf('/') >= 0 || entry.indexOf(':') >= 0 || entry.matches("[0-9.]+")) {
                networks.add(Network.of(entry));
            } else {
                String name = entry.toLowerCase(Locale.ROOT);
                names.add(name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
            }
        }
    }

    boolean allows(String host) {
        for (String name : names) {
            boolean below = name.startsWith("*.") && name.length() > 2 && host.endsWith(name.substring(1));
            if (below || host.equals(name)) {
                return true;
            }
        }
        return false;
    }

    boolean allows(InetAddress address) {
        byte[] bytes = address.getAddress();
        return networks.stream().anyMatch(network -> network.contains(bytes));
    }
}
