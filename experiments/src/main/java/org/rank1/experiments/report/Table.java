package org.rank1.experiments.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table that prints as aligned text and as HTML; the first column is left-aligned. */
public final class Table {
  /** One cell. */
  private record Cell(String text, String style) {}

  private final List<List<Cell>> rows = new ArrayList<>();

  /** A table with a header row. */
  public Table(String... header) {
    row(header);
  }

  /** Appends a row, padded with empty cells to the header's width. */
  public Table row(String... texts) {
    rows.add(new ArrayList<>(Arrays.stream(texts).map(t -> new Cell(t, "")).toList()));
    return this;
  }

  /** Appends to the last row a cell that shows whether something is as it should be. */
  public Table verdict(String text, boolean good) {
    rows.get(rows.size() - 1).add(new Cell(text, good ? "good" : "bad"));
    return this;
  }

  /** The table as lines of text. */
  public String text() {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<Cell> row : rows) {
      for (int c = 0; c < row.size(); c++) {
        widths[c] = Math.max(widths[c], row.get(c).text().length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<Cell> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < row.size(); c++) {
        String cell = row.get(c).text();
        String pad = " ".repeat(widths[c] - cell.length());
        line.append(c == 0 ? cell + pad : "  " + pad + cell);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  String html() {
    StringBuilder html = new StringBuilder("<table>\n");
    for (int r = 0; r < rows.size(); r++) {
      String tag = r == 0 ? "th" : "td";
      html.append("<tr>");
      for (Cell cell : rows.get(r)) {
        html.append('<').append(tag);
        if (!cell.style().isEmpty()) {
          html.append(" class=\"").append(cell.style()).append('"');
        }
        html.append('>').append(Html.escape(cell.text())).append("</").append(tag).append('>');
      }
      html.append("</tr>\n");
    }
    return html.append("</table>").toString();
  }
}
