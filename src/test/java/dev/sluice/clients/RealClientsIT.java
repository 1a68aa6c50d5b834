package dev.sluice.clients;

import dev.sluice.GatewayFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** Real clients against the gateway as it comes, with its demonstration tools. */
@Tag("R-207")
class RealClientsIT extends RealClients {
    @Override
    RunningGateway start(NpmProject project, Path directory) {
        GatewayFixture fixture = GatewayFixture.start();
        return RunningGateway.of(fixture::mcp, fixture::caCertificate, fixture::token, fixture::close);
    }

    @Override
    boolean keepsSessions() {
        return true;
    }
}
