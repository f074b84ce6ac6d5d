package dev.lanward.peer;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What is left of a name when everything is taken away that a glance overlooks: two names with one
 * skeleton can be taken for each other. The idea is that of Unicode Technical Standard 39, section
 * 4, with the letters that its table has for the scripts that resemble Latin most; beyond it, case,
 * accents, spaces, punctuation and the number of RFC 6763 appendix D make no difference here.
 *
 * @see <a href="https://www.unicode.org/reports/tr39/#Confusable_Detection">UTS 39, section 4</a>
 */
final class NameSkeleton {
  /** What multicast DNS appends when a name is taken: {@code Name (2)}. */
  private static final Pattern NUMBER = Pattern.compile(" \\([0-9]{1,9}\\)$");

  /** Marks, separators, controls and format characters, punctuation, and letters without ink. */
  private static final Pattern OVERLOOKED =
      Pattern.compile("[\\p{M}\\p{Z}\\p{Cc}\\p{Cf}\\p{P}\\u115f\\u1160\\u2800]");

  /** A letter, then those that look like it; escaped, since nobody could tell them apart. */
  private static final String[] ALIKE = {
    "a\u0430\u0391\u03b1\u0410\u0251", // Cyrillic, Greek, Latin
    "b\u0412\u0432\u0392\u044c\u042c\u0184", // Cyrillic, Greek, Latin
    "c\u0421\u0441\u03c2\u1d04", // Cyrillic, Greek, Latin
    "d\u0501\u0257\u0111", // Cyrillic, Latin
    "e\u0415\u0435\u0395\u0454\u04bd", // Cyrillic, Greek
    "g\u0261\u0581", // Armenian, Latin
    "h\u041d\u0397\u04bb\u0570", // Armenian, Cyrillic, Greek
    "j\u0408\u0458\u03f3", // Cyrillic, Greek
    "k\u041a\u043a\u039a\u03ba", // Cyrillic, Greek
    "l\u0406\u0456\u0399\u03b9\u0131\u04c0\u04cf1i|\u0142", // Cyrillic, Greek, Latin
    "m\u041c\u043c\u039c", // Cyrillic, Greek
    "n\u043f\u03b7\u039d\u0578\u057c", // Armenian, Cyrillic, Greek
    "o\u041e\u043e\u039f\u03bf\u03c3\u05850\u00f8\u0555", // Armenian, Cyrillic, Greek, Latin
    "p\u0420\u0440\u03a1\u03c1", // Cyrillic, Greek
    "q\u051b\u0563", // Armenian, Cyrillic
    "r\u0433\u1d26", // Cyrillic, Greek
    "s\u0405\u0455\ua731", // Cyrillic, Latin
    "t\u0422\u0442\u03a4\u03c4", // Cyrillic, Greek
    "u\u03c5\u057d\u1d1c", // Armenian, Greek, Latin
    "v\u0475\u03bd\u1d20", // Cyrillic, Greek, Latin
    "w\u051d\u03c9\u0561\u1d21", // Armenian, Cyrillic, Greek, Latin
    "x\u0425\u0445\u03a7\u03c7", // Cyrillic, Greek
    "y\u0423\u0443\u03a5\u03b3\u04af\u04ae", // Cyrillic, Greek
    "z\u0396\u1d22", // Greek, Latin
    "3\u0417\u0437\u04e0\u04e1", // Cyrillic
  };

  private static final Map<Integer, Character> LOOKS_LIKE = table();

  private NameSkeleton() {}

  /** The skeleton of {@code name}; not empty, and no name itself: only to be compared. */
  static String of(String name) {
    String compatible = Normalizer.normalize(withoutNumber(name), Normalizer.Form.NFKD);
    String seen = OVERLOOKED.matcher(compatible).replaceAll("");
    // Capitals first: of some letters only these look like Latin ones.
    String skeleton = latin(latin(seen).toLowerCase(Locale.ROOT));
    String joined = skeleton.replace("rn", "m").replace("vv", "w");
    return joined.isEmpty() ? name : joined;
  }

  /** {@code name} as it was before multicast DNS numbered it. */
  static String withoutNumber(String name) {
    return NUMBER.matcher(name).replaceFirst("");
  }

  private static String latin(String name) {
    StringBuilder latin = new StringBuilder(name.length());
    name.codePoints()
        .forEach(
            c -> {
              Character alike = LOOKS_LIKE.get(c);
              latin.appendCodePoint(alike == null ? c : alike);
            });
    return latin.toString();
  }

  private static Map<Integer, Character> table() {
    Map<Integer, Character> table = new HashMap<>();
    for (String row : ALIKE) {
      row.codePoints().skip(1).forEach(c -> table.put(c, row.charAt(0)));
    }
    return table;
  }
}
