package dev.potoroo.postgres.source;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines of cells for people: columns aligned, the first to the left and all others to the right.
 */
final class TextTable {
  private final List<List<String>> lines = new ArrayList<>();

  /**
   * @param headings of the columns
   */
  TextTable(List<String> headings) {
    lines.add(headings);
  }

  /**
   * @param cells as many as there are headings
   */
  void add(List<String> cells) {
    lines.add(cells);
  }

  /** Without a line break at its end. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      for (int column = 0; column < line.size(); column++) {
        int width = width(column);
        text.append(pad(line.get(column), column == 0 ? -width : width)).append("  ");
      }
      text.setLength(text.length() - 2);
      text.append(System.lineSeparator());
    }
    return text.toString().stripTrailing();
  }

  private int width(int column) {
    return lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
  }

  private static String pad(String text, int width) {
    return String.format("%" + width + "s", text);
  }
}
