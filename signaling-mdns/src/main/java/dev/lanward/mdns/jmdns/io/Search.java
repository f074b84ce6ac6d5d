package dev.lanward.mdns.jmdns.io;

/** Something looked for at a jmDNS, which may be replaced by another. On the loop's thread. */
interface Search {

  /** Looks at {@code station} from now on, and no more where it looked before. */
  void attach(Station station);

  /** Looks nowhere. What was found there holds no more. */
  void detach();

  /** Nothing more will come. */
  void refuse();
}
