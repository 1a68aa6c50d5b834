package dev.sluice.edge.skill;

/** The files of a skill are not what a skill is; the message says in one sentence why. */
public final class InvalidSkillException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message one sentence */
    public InvalidSkillException(String message) {
        super(message, null, false, false);
    }
}
