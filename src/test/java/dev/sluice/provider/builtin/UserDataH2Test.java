package dev.sluice.provider.builtin;

import dev.sluice.provider.Rig;
import javax.sql.DataSource;

class UserDataH2Test extends UserDataContract {
    @Override
    DataSource database() {
        return Rig.h2();
    }
}
