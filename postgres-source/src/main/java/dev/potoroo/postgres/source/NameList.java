package dev.potoroo.postgres.source;

import java.util.ArrayList;
import java.util.List;

/** Names as an option, a variable or a file gives them: several, with commas between. */
final class NameList {

  private NameList() {}

  /** Parts at commas that stand outside double quotes; blank ones are left out. */
  static List<String> split(List<String> texts) {
    List<String> names = new ArrayList<>();
    for (String text : texts) {
      StringBuilder name = new StringBuilder();
      boolean quoted = false;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        quoted ^= c == '"';
        if (c == ',' && !quoted) {
          add(names, name);
        } else {
          name.append(c);
        }
      }
      add(names, name);
    }
    return names;
  }

  private static void add(List<String> names, StringBuilder name) {
    if (!name.toString().isBlank()) {
      names.add(name.toString().strip());
    }
    name.setLength(0);
  }
}
