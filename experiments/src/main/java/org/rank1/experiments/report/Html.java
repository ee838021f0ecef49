package org.rank1.experiments.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** One self-contained HTML page, built section by section. */
public final class Html {
  private final StringBuilder body = new StringBuilder();
  private final String title;

  /** An empty page. */
  public Html(String title) {
    this.title = title;
    body.append("<h1>").append(escape(title)).append("</h1>\n");
  }

  /** Text as it may stand in elements and attributes. */
  public static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** Appends a paragraph of plain text. */
  public Html paragraph(String text) {
    body.append("<p>").append(escape(text)).append("</p>\n");
    return this;
  }

  /** Appends a paragraph that says first whether something is as it should be. */
  public Html verdict(String text, boolean good) {
    body.append("<p class=\"verdict ").append(good ? "good" : "bad").append("\">");
    body.append(escape(text)).append("</p>\n");
    return this;
  }

  /** Appends a section heading. */
  public Html heading(String text) {
    body.append("<h2>").append(escape(text)).append("</h2>\n");
    return this;
  }

  /** Appends a table. */
  public Html table(Table table) {
    body.append("<div class=\"scroll\">").append(table.html()).append("</div>\n");
    return this;
  }

  /** Appends a chart. */
  public Html chart(LineChart chart) {
    body.append(chart.html());
    return this;
  }

  /** The whole page. */
  public String page() {
    return """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>%s</title>
        <style>
        %s</style>
        </head>
        <body>
        <main>
        %s</main>
        </body>
        </html>
        """
        .formatted(escape(title), style(), body);
  }

  private static String style() {
    try (InputStream in = Html.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new LinkageError("report.css is missing from the experiments jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
