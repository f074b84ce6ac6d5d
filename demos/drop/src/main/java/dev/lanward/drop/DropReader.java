package dev.lanward.drop;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Reads what a peer sends: JSON without a member twice or anything behind it, every number within
 * its range, every name safe. Members that are not known are passed over, so that a later version
 * can add some.
 */
public final class DropReader {
  private static final int MAX_DEPTH = 8;
  private static final int MAX_NUMBER_CHARS = 20;
  private static final int MAX_MESSAGE_CHARS = 300;
  private static final long MAX_CHUNKS = 1L << 32;

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_CHARS)
                          .maxStringLength(DropProtocol.MAX_TEXT_BYTES)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final JsonNode json;

  private DropReader(JsonNode json) {
    this.json = json;
  }

  /**
   * A text message.
   *
   * @throws DropException with code {@code malformed}, or {@code unsafe-name} for that of an entry
   */
  public static DropMessage text(String text) throws DropException {
    if (text.getBytes(StandardCharsets.UTF_8).length > DropProtocol.MAX_TEXT_BYTES) {
      throw DropException.malformed("a message has more than 65,536 bytes");
    }
    try {
      return new DropReader(MAPPER.readTree(text)).message();
    } catch (JsonProcessingException e) {
      throw DropException.malformed("a message is no JSON within the limits");
    }
  }

  /**
   * A binary message, which is a chunk.
   *
   * @throws DropException with code {@code malformed}
   */
  public static DropMessage.Chunk binary(Bytes message) throws DropException {
    int header = DropProtocol.CHUNK_HEADER_BYTES;
    if (message.length() <= header || message.length() > DropProtocol.MAX_CHUNK_MESSAGE_BYTES) {
      throw DropException.malformed("a chunk of " + message.length() + " bytes");
    }
    return chunk(message.slice(0, header), message.slice(header, message.length() - header));
  }

  /**
   * A binary message in two pieces, which spares a copy of the data.
   *
   * @param header its first {@link DropProtocol#CHUNK_HEADER_BYTES} bytes
   * @param data the rest, of 1 to {@link DropProtocol#CHUNK_BYTES} bytes
   * @throws DropException with code {@code malformed}
   */
  static DropMessage.Chunk chunk(Bytes header, Bytes data) throws DropException {
    ByteBuffer numbers = header.toBuffer();
    int entry = numbers.getInt();
    long index = Integer.toUnsignedLong(numbers.getInt());
    if (entry < 0) {
      throw DropException.malformed("a chunk of no entry");
    }
    return new DropMessage.Chunk(entry, index, header.slice(8, TreeHash.LENGTH_BYTES), data);
  }

  private DropMessage message() throws DropException {
    String type = string("type", 32);
    return switch (type) {
      case "offer" ->
          new DropMessage.Offer(
              (int) number("version", 1, 1 << 16),
              (int) number("entries", 1, Integer.MAX_VALUE),
              optional("bytes", 0, Long.MAX_VALUE),
              canTls());
      case "more" -> new DropMessage.More();
      case "entries" -> new DropMessage.Entries(entries());
      case "accept" -> new DropMessage.Accept(number("kept", 0, Long.MAX_VALUE), invitation());
      case "stay" -> new DropMessage.Stay();
      case "resume" ->
          new DropMessage.Resume(entryNumber(), number("chunks", 1, MAX_CHUNKS), root());
      case "resumed" -> new DropMessage.Resumed(entryNumber(), flag("matches"));
      case "pull" ->
          new DropMessage.Pull(
              entryNumber(), number("from", 0, MAX_CHUNKS), (int) number("count", 1, 1 << 16));
      case "end" ->
          new DropMessage.End(
              entryNumber(),
              number("chunks", 0, MAX_CHUNKS),
              number("size", 0, DropProtocol.MAX_FILE_BYTES),
              root());
      case "done" -> new DropMessage.Done();
      case "bye" -> new DropMessage.Bye();
      case "failed" -> failed();
      default -> throw DropException.malformed("a message of an unknown type");
    };
  }

  /**
   * The code is one word whatever came; the text is for people, and says no more than fits a line.
   */
  private DropMessage failed() throws DropException {
    String code = string("code", 64);
    String message = string("message", DropProtocol.MAX_TEXT_BYTES);
    return new DropMessage.Failed(
        code.matches("[a-z-]{1,32}") ? code : "other",
        message.length() > MAX_MESSAGE_CHARS ? message.substring(0, MAX_MESSAGE_CHARS) : message);
  }

  /** Whether it is among what the sender can do; what else there is is for later versions. */
  private boolean canTls() throws DropException {
    JsonNode bulk = json.path("bulk");
    if (bulk.isMissingNode()) {
      return false;
    }
    if (!bulk.isArray()) {
      throw DropException.malformed("bulk of an offer is a list");
    }
    boolean canTls = false;
    for (JsonNode each : bulk) {
      canTls |= each.isTextual() && each.textValue().equals(TlsInvitation.PROTOCOL);
    }
    return canTls;
  }

  private Optional<TlsInvitation> invitation() throws DropException {
    JsonNode bulk = json.path("bulk");
    if (bulk.isMissingNode()) {
      return Optional.empty();
    }
    DropReader where = new DropReader(bulk);
    if (!where.string("protocol", 32).equals(TlsInvitation.PROTOCOL)) {
      throw DropException.malformed("a protocol for bulk that was not offered");
    }
    return Optional.of(
        new TlsInvitation((int) where.number("port", 1, 65_535), where.token("token")));
  }

  private Bytes token(String name) throws DropException {
    String text = string(name, 64);
    if (!text.matches("[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")) {
      throw DropException.malformed(name + " is 32 bytes in base64url");
    }
    return Bytes.copyOf(Base64.getUrlDecoder().decode(text));
  }

  private List<Entry> entries() throws DropException {
    JsonNode array = json.path("entries");
    if (!array.isArray() || array.isEmpty()) {
      throw DropException.malformed("entries is a list that holds some");
    }
    List<Entry> entries = new ArrayList<>();
    for (JsonNode each : array) {
      entries.add(new DropReader(each).entry());
    }
    return entries;
  }

  private Entry entry() throws DropException {
    EntryPath path = EntryPath.parse(string("path", DropProtocol.MAX_TEXT_BYTES));
    Optional<Long> modified = optional("modified", 0, Entry.MAX_MILLIS);
    Optional<Integer> mode = optional("mode", 0, Entry.MODE_BITS).map(Long::intValue);
    String kind = string("kind", 32);
    return switch (kind) {
      case "file" ->
          new Entry(
              path,
              Entry.Kind.FILE,
              optional("size", 0, DropProtocol.MAX_FILE_BYTES),
              modified,
              mode);
      case "folder" -> new Entry(path, Entry.Kind.FOLDER, Optional.of(0L), modified, mode);
      default -> throw DropException.malformed("an entry is a file or a folder");
    };
  }

  private int entryNumber() throws DropException {
    return (int) number("entry", 0, Integer.MAX_VALUE);
  }

  private Bytes root() throws DropException {
    String hex = string("root", 2 * TreeHash.LENGTH_BYTES);
    if (!hex.matches("[0-9a-f]{64}")) {
      throw DropException.malformed("root is 64 hexadecimal digits");
    }
    return Bytes.ofHex(hex);
  }

  private boolean flag(String name) throws DropException {
    JsonNode value = json.path(name);
    if (!value.isBoolean()) {
      throw DropException.malformed(name + " is true or false");
    }
    return value.booleanValue();
  }

  private String string(String name, int maxChars) throws DropException {
    JsonNode value = json.path(name);
    if (!value.isTextual() || value.textValue().length() > maxChars) {
      throw DropException.malformed(name + " is a text of at most " + maxChars + " characters");
    }
    return value.textValue();
  }

  private long number(String name, long least, long most) throws DropException {
    return optional(name, least, most)
        .orElseThrow(() -> DropException.malformed(name + " is missing"));
  }

  private Optional<Long> optional(String name, long least, long most) throws DropException {
    JsonNode value = json.path(name);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < least
        || value.longValue() > most) {
      throw DropException.malformed(name + " is a whole number from " + least + " to " + most);
    }
    return Optional.of(value.longValue());
  }
}
