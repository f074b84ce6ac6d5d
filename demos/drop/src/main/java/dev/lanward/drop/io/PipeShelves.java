package dev.lanward.drop.io;

import dev.lanward.core.Bytes;
import dev.lanward.drop.DropException;
import dev.lanward.drop.Shelf;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A pipe takes one file; when that was cut, only the same one goes on. */
final class PipeShelves implements DropShelves {
  private final StreamShelf pipe;
  private @Nullable Bytes taken;

  PipeShelves(OutputStream out) {
    this.pipe = new StreamShelf(out);
  }

  @Override
  public synchronized Shelf shelf(DropOffer offer) throws DropException {
    if (offer.manifest().entries().size() != 1 || offer.manifest().files() != 1) {
      throw new DropException(
          "declined", "The receiver writes into a pipe, which takes exactly one file.");
    }
    if (taken != null && !taken.equals(offer.transfer())) {
      throw new DropException("busy", "The receiver's pipe has got another file already.");
    }
    taken = offer.transfer();
    return pipe;
  }
}
