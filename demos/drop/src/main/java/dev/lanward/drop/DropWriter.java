package dev.lanward.drop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lanward.core.Bytes;
import java.nio.ByteBuffer;

/** Writes what {@link DropReader} reads. */
public final class DropWriter {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private DropWriter() {}

  /** The text of every message but a chunk. */
  public static String text(DropMessage message) {
    ObjectNode json = MAPPER.createObjectNode();
    if (message instanceof DropMessage.Offer offer) {
      json.put("type", "offer").put("version", offer.version()).put("entries", offer.entries());
      offer.bytes().ifPresent(bytes -> json.put("bytes", bytes));
      if (offer.canTls()) {
        json.putArray("bulk").add(TlsInvitation.PROTOCOL);
      }
    } else if (message instanceof DropMessage.More) {
      json.put("type", "more");
    } else if (message instanceof DropMessage.Entries some) {
      ArrayNode entries = json.put("type", "entries").putArray("entries");
      some.entries().forEach(entry -> entries.add(entry(entry)));
    } else if (message instanceof DropMessage.Accept accept) {
      json.put("type", "accept").put("kept", accept.keptBytes());
      accept.tls().ifPresent(tls -> json.set("bulk", invitation(tls)));
    } else if (message instanceof DropMessage.Stay) {
      json.put("type", "stay");
    } else if (message instanceof DropMessage.Resume resume) {
      json.put("type", "resume").put("entry", resume.entry()).put("chunks", resume.chunks());
      json.put("root", resume.root().toHex());
    } else if (message instanceof DropMessage.Resumed resumed) {
      json.put("type", "resumed").put("entry", resumed.entry()).put("matches", resumed.matches());
    } else if (message instanceof DropMessage.Pull pull) {
      json.put("type", "pull").put("entry", pull.entry()).put("from", pull.from());
      json.put("count", pull.count());
    } else if (message instanceof DropMessage.End end) {
      json.put("type", "end").put("entry", end.entry()).put("chunks", end.chunks());
      json.put("size", end.size()).put("root", end.root().toHex());
    } else if (message instanceof DropMessage.Done) {
      json.put("type", "done");
    } else if (message instanceof DropMessage.Bye) {
      json.put("type", "bye");
    } else if (message instanceof DropMessage.Failed failed) {
      json.put("type", "failed").put("code", failed.code()).put("message", failed.message());
    } else {
      throw new IllegalArgumentException("a chunk is binary");
    }
    return string(json);
  }

  /** The binary message of a chunk. */
  public static Bytes binary(DropMessage.Chunk chunk) {
    return Bytes.concat(header(chunk), chunk.data());
  }

  /** What precedes the data in the binary message of a chunk. */
  public static Bytes header(DropMessage.Chunk chunk) {
    ByteBuffer numbers = ByteBuffer.allocate(8);
    numbers.putInt(chunk.entry()).putInt((int) chunk.index()).flip();
    return Bytes.concat(Bytes.copyOf(numbers), chunk.leaf());
  }

  /** One entry as JSON, whose length counts against that of a message. */
  static ObjectNode entry(Entry entry) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("path", entry.path().text());
    json.put("kind", entry.isFile() ? "file" : "folder");
    if (entry.isFile()) {
      entry.size().ifPresent(size -> json.put("size", size));
    }
    entry.modifiedMillis().ifPresent(millis -> json.put("modified", millis));
    entry.mode().ifPresent(mode -> json.put("mode", mode));
    return json;
  }

  private static ObjectNode invitation(TlsInvitation tls) {
    return MAPPER
        .createObjectNode()
        .put("protocol", TlsInvitation.PROTOCOL)
        .put("port", tls.port())
        .put("token", tls.token().toBase64Url());
  }

  private static String string(ObjectNode json) {
    try {
      return MAPPER.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("a tree of values can be written", e);
    }
  }
}
