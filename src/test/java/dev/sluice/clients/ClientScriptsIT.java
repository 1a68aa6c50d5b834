package dev.sluice.clients;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The same clients against a server of their own makers. Proves nothing about the gateway: when this fails, a script or
 * a client is to blame; when only {@link RealClientsIT} fails, the gateway is.
 */
class ClientScriptsIT extends RealClients {
    @Override
    RunningGateway start(NpmProject project, Path directory) throws IOException, InterruptedException {
        return OfficialServer.start(project, directory);
    }

    @Override
    boolean keepsSessions() {
        return false;
    }
}
