package dev.sluice.clients;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same clients against a server of their own makers. Proves nothing about the gateway: when this fails, a script or
 * a client is to blame; when only {@code RealClientsIT} fails, the gateway is.
 */
class ClientScriptsIT extends RealClients {
    private static OfficialServer server;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException, InterruptedException {
        server = OfficialServer.start(NpmProject.installed("clients"), directory);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Override
    RunningGateway gateway() {
        return server;
    }

    @Override
    boolean keepsSessions() {
        return false;
    }
}
