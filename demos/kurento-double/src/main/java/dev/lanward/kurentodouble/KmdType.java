package dev.lanward.kurentodouble;

/** A type as the API's files write it: {@code T}, a list {@code T[]}, or a map {@code T<>}. */
record KmdType(String name, Shape shape) {
  enum Shape {
    ONE,
    LIST,
    MAP
  }

  static KmdType parse(String text) {
    if (text.endsWith("[]")) {
      return new KmdType(text.substring(0, text.length() - 2), Shape.LIST);
    }
    if (text.endsWith("<>")) {
      return new KmdType(text.substring(0, text.length() - 2), Shape.MAP);
    }
    return new KmdType(text, Shape.ONE);
  }

  /** What a list or a map holds. */
  KmdType element() {
    return new KmdType(name, Shape.ONE);
  }

  @Override
  public String toString() {
    return switch (shape) {
      case ONE -> name;
      case LIST -> name + "[]";
      case MAP -> name + "<>";
    };
  }
}
