package dev.lanward.peer;

/**
 * Why an advert is not what it seems to be, or may not be. Nothing is proven by it: anybody on the
 * network can say anything, and a device can have been renamed.
 *
 * @param reason what is wrong with it
 * @param detail whom it resembles, by the name that peer has here; how many there are; as {@code
 *     reason} says
 */
public record Suspicion(Reason reason, String detail) {

  /** What is wrong with an advert. The earlier ones are told when more than one applies. */
  public enum Reason {
    /** It bears the name of a paired peer, {@code detail}, and is another device. */
    PAIRED_NAME,
    /**
     * Its name can be taken for that of a paired peer, {@code detail}, and it is another device.
     */
    LOOKALIKE_NAME,
    /**
     * It says that it is the paired peer {@code detail}, under a name that the peer did not have
     * when it last had a session, and does not have here either.
     */
    NEW_NAME,
    /** Whoever tells of it tells of {@code detail} devices. */
    CROWD
  }

  /** What is wrong, in one sentence for people. */
  public String words() {
    return switch (reason) {
      case PAIRED_NAME ->
          "It bears the name of " + detail + ", which you are paired with, but is another device.";
      case LOOKALIKE_NAME ->
          "Its name looks like that of "
              + detail
              + ", which you are paired with, but it is another device.";
      case NEW_NAME ->
          "It says that it is " + detail + ", which you are paired with, under a new name.";
      case CROWD ->
          "Whoever tells of it tells of " + detail + " devices: too many for one machine.";
    };
  }

  /** What a person can do now, in one or two sentences. */
  public String next() {
    return switch (reason) {
      case PAIRED_NAME, LOOKALIKE_NAME ->
          "Pair with it only if it is yours, by the code on its own screen. If "
              + detail
              + " was reset, revoke it and pair again.";
      case NEW_NAME ->
          "If it was renamed, connect to it: only "
              + detail
              + " itself can answer, and its new name is known from then on. If it does not answer,"
              + " call it so here as well: lanward trust rename.";
      case CROWD ->
          "Find out which machine that is; a router that repeats what is said on another network"
              + " means no harm. Connect by the name of a paired device only.";
    };
  }
}
