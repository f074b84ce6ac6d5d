package dev.lanward.mdns;

/** What the core and its driver count: for diagnosis, and because dropping must be visible. */
public enum MdnsCounter {
  /** Datagrams that came in. */
  RECEIVED,
  /** Datagrams that were not DNS messages by the rules, and were dropped. */
  MALFORMED,
  /** Datagrams dropped by RFC 6762: another opcode, response code, port, or not from the link. */
  IGNORED,
  /** Questions that were answered. */
  ANSWERED,
  /** Records left out as the asker knows them already (RFC 6762 section 7.1). */
  KNOWN_ANSWER,
  /** Answers put off because the same went out within the last second (RFC 6762 section 6). */
  DELAYED,
  /** Questions about unknown names dropped because the budget for asking the caller was spent. */
  OVER_BUDGET,
  /** Things forgotten or refused because a table was full. */
  TABLE_FULL,
  /** Datagrams handed out for sending. */
  SENT,
  /** Datagrams that the operating system refused to send. */
  SEND_FAILED,
  /** Callbacks of the caller that threw. */
  CALLBACK_FAILED
}
