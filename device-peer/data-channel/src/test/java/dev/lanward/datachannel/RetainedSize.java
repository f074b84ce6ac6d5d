package dev.lanward.datachannel;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * About how many bytes of heap an object keeps alive, by walking over all that it refers to.
 * Classes of the platform are counted by what they say they contain, as their insides cannot be
 * seen.
 */
final class RetainedSize {
  private static final int OBJECT_BYTES = 16;
  private static final int REFERENCE_BYTES = 4;
  private static final int ENTRY_BYTES = 48;

  private static final Map<Class<?>, List<Field>> FIELDS = new ConcurrentHashMap<>();

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final ArrayDeque<Object> open = new ArrayDeque<>();
  private long bytes;

  private RetainedSize() {}

  static long of(Object root) {
    RetainedSize size = new RetainedSize();
    size.visit(root);
    while (!size.open.isEmpty()) {
      size.count(size.open.remove());
    }
    return size.bytes;
  }

  private void visit(Object object) {
    if (object != null && !(object instanceof Enum) && !(object instanceof Class)) {
      if (seen.add(object)) {
        open.add(object);
      }
    }
  }

  private void count(Object object) {
    Class<?> type = object.getClass();
    bytes += OBJECT_BYTES;
    if (type.isArray()) {
      countArray(object, type.getComponentType());
    } else if (object instanceof Collection<?> collection) {
      bytes += (long) REFERENCE_BYTES * collection.size();
      collection.forEach(this::visit);
    } else if (object instanceof Map<?, ?> map) {
      bytes += (long) ENTRY_BYTES * map.size();
      map.keySet().forEach(this::visit);
      map.values().forEach(this::visit);
    } else if (object instanceof String text) {
      bytes += OBJECT_BYTES + text.length();
    } else if (object instanceof java.util.BitSet bits) {
      bytes += bits.size() / 8;
    } else if (type.getName().startsWith("dev.lanward.")) {
      countFields(object, type);
    }
  }

  private void countArray(Object array, Class<?> component) {
    int length = Array.getLength(array);
    if (component.isPrimitive()) {
      bytes += (long) length * sizeOf(component);
      return;
    }
    bytes += (long) length * REFERENCE_BYTES;
    for (Object element : (Object[]) array) {
      visit(element);
    }
  }

  private void countFields(Object object, Class<?> type) {
    for (Field field : FIELDS.computeIfAbsent(type, RetainedSize::fieldsOf)) {
      bytes += sizeOf(field.getType());
      if (!field.getType().isPrimitive()) {
        try {
          visit(field.get(object));
        } catch (IllegalAccessException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  private static List<Field> fieldsOf(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
      for (Field field : at.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
          field.setAccessible(true);
          fields.add(field);
        }
      }
    }
    return fields;
  }

  private static int sizeOf(Class<?> type) {
    if (type == long.class || type == double.class) {
      return 8;
    }
    if (type == byte.class || type == boolean.class) {
      return 1;
    }
    return type == char.class || type == short.class ? 2 : 4;
  }
}
