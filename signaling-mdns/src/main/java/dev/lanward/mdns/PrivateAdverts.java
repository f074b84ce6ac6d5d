package dev.lanward.mdns;

import dev.lanward.core.Bytes;
import dev.lanward.core.Tick;
import dev.lanward.pairing.AdvertKey;
import dev.lanward.pairing.ResolvableId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The changing adverts of a private device: another instance name, host name and id every 12 to 15
 * minutes, whenever the links change, when a pairing is made or revoked, and when pairing mode
 * begins or ends (protocol section 14.1). A state machine without IO: note what changed, call
 * {@link #handleTimeout} when {@link #nextTimeout} has come, and bring its {@link Change} before an
 * {@link MdnsCore}.
 *
 * <p>Not safe for use by several threads.
 */
public final class PrivateAdverts {
  /** The longest life of an advert. */
  public static final Duration MAX_LIFE = Duration.ofMinutes(15);

  /** The shortest, unless something changes: random, so that the time tells no device apart. */
  static final Duration MIN_LIFE = Duration.ofMinutes(12);

  private final RandomGenerator random;
  private final int port;
  private final List<String> knocks;
  private List<AdvertKey> keys = List.of();
  private Advert.PairingMode pairing = Advert.PairingMode.CLOSED;
  private Optional<Service> shown = Optional.empty();
  private Tick due;

  private PrivateAdverts(Tick now, RandomGenerator random, int port, List<String> knocks) {
    this.random = random;
    this.port = port;
    this.knocks = List.copyOf(knocks);
    this.due = now;
  }

  /**
   * The adverts of a device with its door at {@code port}.
   *
   * @param now the time
   * @param random must be cryptographically secure
   * @param port the door's; one that is not the usual one is a mark by which the device is known
   * @param knocks the knocks that it answers
   */
  public static PrivateAdverts create(
      Tick now, RandomGenerator random, int port, List<String> knocks) {
    return new PrivateAdverts(now, random, port, knocks);
  }

  /** Other pairings: from the next advert on only the peers with {@code current} recognise it. */
  public void setKeys(Tick now, List<AdvertKey> current) {
    keys = List.copyOf(current);
    due = now;
  }

  /** Pairing mode began or ended. */
  public void setPairing(Tick now, Advert.PairingMode mode) {
    if (!mode.equals(pairing)) {
      pairing = mode;
      due = now;
    }
  }

  /** The device is on another link, where nobody shall know that it is the same. */
  void linksChanged(Tick now) {
    due = now;
  }

  /**
   * Brings {@code core} to other links, in place of {@link MdnsCore#setInterfaces}: under a new
   * name, before anything is said there.
   */
  public void setInterfaces(Tick now, List<Link> current, MdnsCore core) {
    if (core.isOn(current)) {
      return;
    }
    linksChanged(now);
    Optional<Change> change = handleTimeout(now);
    change.ifPresent(each -> each.takeBack(now, core));
    core.setInterfaces(now, current);
    change.ifPresent(each -> each.tell(now, core));
  }

  /** The next advert, when it is time for it. */
  public Optional<Change> handleTimeout(Tick now) {
    if (now.isBefore(due)) {
      return Optional.empty();
    }
    long spread = MAX_LIFE.minus(MIN_LIFE).toNanos();
    due = now.plus(MIN_LIFE).plus(Duration.ofNanos(random.nextLong(spread + 1)));
    Optional<Service> before = shown;
    Service after = fresh();
    shown = Optional.of(after);
    return Optional.of(new Change(before, after));
  }

  /** When {@link #handleTimeout} is wanted next; in the past means now. */
  public Tick nextTimeout() {
    return due;
  }

  private Service fresh() {
    Advert advert =
        new Advert.Private(Advert.VERSION, knocks, pairing, ResolvableId.create(keys, random));
    ServiceInstance instance = new ServiceInstance(randomUuid().toString(), ServiceType.LANWARD);
    Bytes txt = AdvertWriter.write(advert);
    // No subtype: that would say what kind of device it is.
    return new Service(instance, Set.of(), randomUuid(), port, txt);
  }

  /** A UUID of version 4 (RFC 9562 section 5.4). */
  private UUID randomUuid() {
    byte[] raw = new byte[16];
    random.nextBytes(raw);
    raw[6] = (byte) ((raw[6] & 0x0f) | 0x40);
    raw[8] = (byte) ((raw[8] & 0x3f) | 0x80);
    ByteBuffer both = ByteBuffer.wrap(raw);
    return new UUID(both.getLong(), both.getLong());
  }

  /**
   * One advert instead of another.
   *
   * @param before the one to withdraw, together with its host
   * @param after the one to publish, together with its host
   */
  public record Change(Optional<Service> before, Service after) {

    /** Does what this says. The old names are taken back before the new ones are told. */
    public void apply(Tick now, MdnsCore core) {
      takeBack(now, core);
      tell(now, core);
    }

    private void takeBack(Tick now, MdnsCore core) {
      before.ifPresent(
          old -> {
            core.withdraw(now, old.instance());
            core.removeHost(now, old.host());
          });
    }

    private void tell(Tick now, MdnsCore core) {
      core.addHost(now, after.host());
      core.publish(now, after);
    }
  }
}
