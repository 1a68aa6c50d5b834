package dev.sluice.edge.http;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/** The proxies whose {@code X-Forwarded-For} is believed. Immutable. */
final class TrustedProxies {
    private final List<IpSubnetFilterRule> networks;

    /** @param cidrs networks such as {@code 10.0.0.0/8}; a single address is one too */
    TrustedProxies(List<String> cidrs) {
        this.networks = cidrs.stream().map(TrustedProxies::network).toList();
    }

    /** Whether this is the address of such a proxy; names are never looked up. */
    boolean trusts(String address) {
        if (networks.isEmpty()) {
            return false;
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null) {
            return false;
        }
        try {
            InetSocketAddress socket = new InetSocketAddress(InetAddress.getByAddress(bytes), 0);
            return networks.stream().anyMatch(network -> network.matches(socket));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** The right-most address in the header that is not a trusted proxy itself; {@code peer} when it holds none. */
    String clientOf(String peer, String forwardedFor) {
        String[] hops = forwardedFor.split(",", -1);
        String client = peer;
        for (int i = hops.length - 1; i >= 0; i--) {
            String hop = hops[i].strip();
            if (NetUtil.createByteArrayFromIpAddressString(hop) == null) {
                return client;
            }
            client = hop;
            if (!trusts(hop)) {
                return client;
            }
        }
        return client;
    }

    private static IpSubnetFilterRule network(String cidr) {
        int slash = cidr.indexOf('/');
        String address = slash < 0 ? cidr : cidr.substring(0, slash);
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null) {
            throw new IllegalArgumentException("server.trustedProxies: " + cidr + " is not a network");
        }
        int prefix = slash < 0 ? bytes.length * 8 : Integer.parseInt(cidr.substring(slash + 1));
        return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
    }
}
