package dev.lanward.introductions;

/** What a page has said is not what it may say. */
public final class MalformedTextException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param rule which one it breaks
   */
  public MalformedTextException(String rule) {
    super(rule);
  }
}
