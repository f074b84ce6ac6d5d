package dev.lanward.peer;

/** To whom a device with a door shows by multicast DNS that it is there. */
enum Visibility {
  /** To everybody, by its name. */
  VISIBLE,
  /** To its paired peers, by names that change (protocol section 14.1). */
  PRIVATE,
  /** To nobody: it answers for host names only. */
  UNADVERTISED
}
