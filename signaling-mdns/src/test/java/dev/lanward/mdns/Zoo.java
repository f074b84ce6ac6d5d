package dev.lanward.mdns;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Malformed DNS as it is known from the histories of resolvers: counts, names, pointers and lengths
 * that lie. Made byte by byte, as no library writes such packets.
 */
final class Zoo {
  private static final int RESPONSE = 0x8400;
  private static final int QUERY = 0;
  private static final int TRUNCATED = 0x0200;
  private static final String TYPE = "\u0008_lanward\u0004_udp\u0005local\u0000";
  private static final String INSTANCE = "\u0001x" + TYPE;
  private static final String HOST = "\u0004host\u0005local\u0000";
  private static final int HEADER = 12;
  private static final int PTR = 12;
  private static final int TXT = 16;
  private static final int AAAA = 28;
  private static final int SRV = 33;
  private static final int OPT = 41;
  private static final int NSEC = 47;
  private static final int TSIG = 250;

  private Zoo() {}

  /** Every animal by its name. */
  static Map<String, byte[]> all() {
    Map<String, byte[]> zoo = new LinkedHashMap<>();
    headers(zoo);
    names(zoo);
    data(zoo);
    oddities(zoo);
    return zoo;
  }

  private static void headers(Map<String, byte[]> zoo) {
    zoo.put("nothing", new byte[0]);
    zoo.put("half a header", new byte[6]);
    zoo.put("only a header", packet(RESPONSE, 0, 0, 0, 0, ""));
    for (int section = 0; section < 4; section++) {
      int[] counts = new int[4];
      counts[section] = 0xffff;
      zoo.put(
          "65535 of section " + section,
          packet(RESPONSE, counts[0], counts[1], counts[2], counts[3], ""));
      counts[section] = 1;
      zoo.put(
          "one missing in section " + section,
          packet(QUERY | TRUNCATED, counts[0], counts[1], counts[2], counts[3], ""));
    }
    zoo.put("all bits of the header", packet(0xffff, 0, 1, 0, 0, record(TYPE, PTR, 1, INSTANCE)));
    zoo.put("all ones", filled(512, 0xff));
    zoo.put("all zeros", filled(512, 0));
    zoo.put("as long as may be", filled(9000, 0xc0));
    zoo.put("longer", filled(9001, 0));
  }

  private static void names(Map<String, byte[]> zoo) {
    name(zoo, "pointer to itself", "\u00c0\u000c");
    name(zoo, "two pointers at each other", "\u00c0\u000e\u00c0\u000c");
    name(zoo, "label and pointer in a circle", "\u0001a\u00c0\u000c");
    name(zoo, "pointer forward", "\u00c0\u0020");
    name(zoo, "pointer beyond the end", "\u00ff\u00ff");
    name(zoo, "pointer into the header", "\u00c0\u0000");
    name(zoo, "half a pointer", "\u00c0");
    name(zoo, "label type 01", "\u0041a\u0000");
    name(zoo, "label type 10", "\u0081a\u0000");
    name(zoo, "label beyond the end", "\u003fa");
    name(zoo, "no end", "\u0001a\u0001b");
    name(zoo, "256 bytes", ("\u003f" + "a".repeat(63)).repeat(4) + "\u0000");
    name(zoo, "128 labels", "\u0001a".repeat(128) + "\u0000");
    name(zoo, "1000 labels", "\u0001a".repeat(1000) + "\u0000");
    name(zoo, "the root", "\u0000");
    name(zoo, "control characters", "\u0003\u0000\u0001\u007f" + TYPE);
    name(zoo, "no UTF-8", "\u0003\u00ff\u00fe\u0080" + TYPE);
    StringBuilder long_ = new StringBuilder(record(TYPE, PTR, 1, INSTANCE));
    int at = HEADER;
    for (int i = 0; i < 300; i++) {
      int here = HEADER + long_.length();
      long_.append("\u003f").append("b".repeat(63)).append(pointer(at));
      long_
          .append("\u0000\u000c\u0000\u0001\u0000\u0000\u0011\u0094\u0000\u0002")
          .append(pointer(here));
      at = here;
      if (long_.length() > 8000) {
        break;
      }
    }
    zoo.put("names that grow by pointers", packet(RESPONSE, 0, 100, 0, 0, long_.toString()));
  }

  private static void data(Map<String, byte[]> zoo) {
    answer(zoo, "data beyond the end", head(TYPE, PTR, 1, 200) + INSTANCE);
    answer(zoo, "data shorter than its name", head(TYPE, PTR, 1, 3) + INSTANCE);
    answer(zoo, "data longer than its name", head(TYPE, PTR, 1, 40) + INSTANCE + "z".repeat(40));
    answer(zoo, "pointer record without data", head(TYPE, PTR, 1, 0));
    answer(zoo, "pointer to itself in the data", head(TYPE, PTR, 1, 2) + pointer(HEADER + 31));
    answer(zoo, "type that points at itself", record(TYPE, PTR, 1, TYPE));
    answer(zoo, "instance that points at the type", record(INSTANCE, PTR, 1, TYPE));
    for (int length : new int[] {0, 3, 5, 16}) {
      answer(zoo, "IPv4 of " + length + " bytes", record(HOST, 1, 0x8001, "a".repeat(length)));
    }
    for (int length : new int[] {0, 4, 15, 17}) {
      answer(zoo, "IPv6 of " + length + " bytes", record(HOST, AAAA, 0x8001, "a".repeat(length)));
    }
    answer(
        zoo, "service of 5 bytes", record(INSTANCE, SRV, 0x8001, "\u0000\u0000\u0000\u0000\u0000"));
    answer(zoo, "service without a target", record(INSTANCE, SRV, 0x8001, "\0\0\0\0\0\1"));
    answer(zoo, "service at the root", record(INSTANCE, SRV, 0x8001, "\0\0\0\0\0\1\0"));
    answer(zoo, "service at itself", record(INSTANCE, SRV, 0x8001, "\0\0\0\0\0\1" + INSTANCE));
    answer(zoo, "text without strings", record(INSTANCE, TXT, 0x8001, ""));
    answer(zoo, "text beyond its data", record(INSTANCE, TXT, 0x8001, "\u00fftoo short"));
    answer(
        zoo,
        "text of 8000 bytes",
        record(INSTANCE, TXT, 0x8001, ("\u0007" + "a".repeat(7)).repeat(1000)));
    answer(zoo, "denial without a map", record(HOST, NSEC, 0x8001, HOST));
    answer(zoo, "denial with a map of 0 bytes", record(HOST, NSEC, 0x8001, HOST + "\0\0"));
    answer(
        zoo,
        "denial with a map of 33 bytes",
        record(HOST, NSEC, 0x8001, HOST + "\0!" + "a".repeat(33)));
    answer(
        zoo, "denial with a map beyond its data", record(HOST, NSEC, 0x8001, HOST + "\0\u0020a"));
    answer(zoo, "options of nonsense", record("\0", OPT, 0xffff, "\u00ff\u00ff\u00ff\u00ff"));
    answer(zoo, "signature of nonsense", record("\0", TSIG, 255, "\u0004"));
  }

  private static void oddities(Map<String, byte[]> zoo) {
    answer(zoo, "type 0", record(TYPE, 0, 1, "x"));
    answer(zoo, "type 65535", record(TYPE, 0xffff, 1, "x"));
    answer(zoo, "type ANY as a record", record(TYPE, 255, 1, "x"));
    answer(zoo, "class 0", record(TYPE, PTR, 0, INSTANCE));
    answer(zoo, "class 32767", record(TYPE, PTR, 0x7fff, INSTANCE));
    answer(
        zoo,
        "a time to live of 136 years",
        TYPE + "\u0000\u000c\u0000\u0001\u00ff\u00ff\u00ff\u00ff" + data(INSTANCE));
    zoo.put(
        "answers in a question's place", packet(QUERY, 1, 0, 0, 0, record(TYPE, PTR, 1, INSTANCE)));
    zoo.put(
        "question in a response", packet(RESPONSE, 1, 0, 0, 0, TYPE + "\u0000\u000c\u0000\u0001"));
    zoo.put(
        "truncated response",
        packet(RESPONSE | TRUNCATED, 0, 1, 0, 0, record(TYPE, PTR, 1, INSTANCE)));
    zoo.put(
        "probe for nothing",
        packet(QUERY, 0, 0, 1, 0, record(INSTANCE, SRV, 1, "\0\0\0\0\0\1" + HOST)));
    zoo.put(
        "400 questions for one name",
        packet(
            QUERY,
            400,
            0,
            0,
            0,
            TYPE + "\0\u000c\0\1" + (pointer(HEADER) + "\0\u000c\0\1").repeat(399)));
  }

  /** A name as the only question of a query and as the owner of the only answer of a response. */
  private static void name(Map<String, byte[]> zoo, String what, String name) {
    zoo.put("name asked: " + what, packet(QUERY, 1, 0, 0, 0, name + "\0\u000c\0\1"));
    zoo.put("name told: " + what, packet(RESPONSE, 0, 1, 0, 0, record(name, PTR, 1, INSTANCE)));
    zoo.put("name pointed at: " + what, packet(RESPONSE, 0, 1, 0, 0, record(TYPE, PTR, 1, name)));
  }

  private static void answer(Map<String, byte[]> zoo, String what, String record) {
    zoo.put(what, packet(RESPONSE, 0, 1, 0, 0, record));
  }

  private static String record(String name, int type, int dclass, String data) {
    return head(name, type, dclass, data.length()) + data;
  }

  private static String head(String name, int type, int dclass, int length) {
    return name + two(type) + two(dclass) + "\0\0\u0011\u0094" + two(length);
  }

  private static String data(String data) {
    return two(data.length()) + data;
  }

  private static String pointer(int at) {
    return two(0xc000 | at);
  }

  private static String two(int value) {
    return "" + (char) (value >> 8 & 0xff) + (char) (value & 0xff);
  }

  private static byte[] packet(int flags, int asked, int told, int claimed, int more, String body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String head = two(0) + two(flags) + two(asked) + two(told) + two(claimed) + two(more);
    out.writeBytes((head + body).getBytes(StandardCharsets.ISO_8859_1));
    return out.toByteArray();
  }

  private static byte[] filled(int length, int value) {
    byte[] all = new byte[length];
    java.util.Arrays.fill(all, (byte) value);
    return all;
  }
}
