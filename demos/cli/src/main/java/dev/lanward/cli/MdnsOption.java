package dev.lanward.cli;

import dev.lanward.mdns.io.MdnsDriver;
import dev.lanward.mdns.jmdns.io.JmdnsDriver;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** By what multicast DNS is done. */
final class MdnsOption {
  @Option(
      names = "--mdns",
      paramLabel = "DRIVER",
      converter = KindConverter.class,
      description =
          "By what multicast DNS is done: own, the default, or jmdns, another library, which is"
              + " slower, keeps to one address of one interface, and leads no page to a device that"
              + " has moved.")
  private Kind kind = Kind.OWN;

  private enum Kind {
    OWN,
    JMDNS
  }

  MdnsDriver driver() {
    return isOwn() ? MdnsDriver.own() : new JmdnsDriver();
  }

  boolean isOwn() {
    return kind == Kind.OWN;
  }

  /** Reads the name of a driver. */
  private static final class KindConverter implements ITypeConverter<Kind> {
    @Override
    public Kind convert(String value) {
      return switch (value) {
        case "own" -> Kind.OWN;
        case "jmdns" -> Kind.JMDNS;
        default -> throw new TypeConversionException("'" + value + "' is no driver: own or jmdns");
      };
    }
  }
}
