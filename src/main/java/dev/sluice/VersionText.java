package dev.sluice;

import dev.sluice.telemetry.BuildInfo;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"sluice " + BuildInfo.current().version(), "java " + Runtime.version()};
    }
}
