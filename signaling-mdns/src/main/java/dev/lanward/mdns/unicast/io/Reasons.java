package dev.lanward.mdns.unicast.io;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;

/** What a failure of a socket says of the server: goes on from "The name server X". */
final class Reasons {

  private Reasons() {}

  static String of(IOException failure) {
    if (failure instanceof PortUnreachableException) {
      return "answers that nothing listens there";
    }
    if (failure instanceof NoRouteToHostException) {
      return "cannot be reached: there is no way from this machine to it";
    }
    if (failure instanceof ConnectException) {
      return "refuses connections";
    }
    return failure instanceof EOFException
        ? "ended the connection before it had answered"
        : "cannot be reached (" + failure.getMessage() + ")";
  }
}
