package dev.lanward.peer;

/** Is told of devices that come, change and go. Called like all handlers of a {@link Device}. */
public interface NearbyListener {

  /**
   * A device is there, or something about it changed; {@code device} is all that is known. A
   * private device that changes its {@link Nearby#instance} is found under the new one first, and
   * then lost under the old one.
   */
  void found(Nearby device);

  /**
   * A device that was found is gone.
   *
   * @param device as it was told last
   */
  void lost(Nearby device);

  /**
   * All that are there now have been told, which only a search in a domain knows: every time that
   * it has asked.
   */
  default void complete() {}

  /** The server of a domain could not be asked. It is asked again; what was found stays. */
  default void problem(Problem problem) {}
}
