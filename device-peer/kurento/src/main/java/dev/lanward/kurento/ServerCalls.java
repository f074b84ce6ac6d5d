package dev.lanward.kurento;

/** Calls of a media server, on the worker: what goes wrong in one is dealt with. */
interface ServerCalls {
  /** Makes a call; says whether it went well. */
  boolean make(Runnable call);
}
