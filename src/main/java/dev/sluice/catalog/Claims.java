package dev.sluice.catalog;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who has which name: the first that claims it. Used by one thread. */
final class Claims {
    private final String what;
    private final String remedy;
    private final List<Withheld> withheld;
    private final Map<String, String> owners = new HashMap<>();

    /**
     * @param what in the plural, for people
     * @param withheld where those go that come too late
     */
    Claims(String what, List<Withheld> withheld) {
        this(what, "give one of them another prefix, or exclude it", withheld);
    }

    /** @param remedy what to do when two are called alike, or who has the name then */
    Claims(String what, String remedy, List<Withheld> withheld) {
        this.what = what;
        this.remedy = remedy;
        this.withheld = withheld;
    }

    /**
     * Claims a name for a provider.
     *
     * @param mend whether coming too late costs the claimed thing only
     * @return whether nobody has it yet
     * @throws CatalogException when somebody has it and it is not to be mended
     */
    boolean claim(String name, String provider, boolean mend) {
        String owner = owners.putIfAbsent(name, provider);
        if (owner == null) {
            return true;
        }
        String message = "Two " + what + " are called \"" + name + "\": one of provider \"" + owner
                + "\" and one of provider \"" + provider + "\".";
        if (!mend) {
            throw new CatalogException(message + " Rename one of them, or switch one of the providers off.");
        }
        withheld.add(
                new Withheld(provider, name, Reason.COLLISION, message + " The latter is withheld; " + remedy + '.'));
        return false;
    }
}
