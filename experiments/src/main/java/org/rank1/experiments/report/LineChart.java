package org.rank1.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A line chart as inline SVG whose colours come from the page's style sheet, so that it follows
 * light and dark themes; that is why no plotting library, which would write fixed colours, draws
 * it.
 */
public final class LineChart {
  private static final int WIDTH = 520;
  private static final int HEIGHT = 270;
  private static final int LEFT = 52;
  private static final int RIGHT = 12;
  private static final int TOP = 12;
  private static final int BOTTOM = 30;
  private static final int COLOURS = 6;

  private record Series(String name, List<Double> x, List<Double> y) {}

  private final String caption;
  private final String xLabel;
  private final List<Series> series = new ArrayList<>();

  /** An empty chart. */
  public LineChart(String caption, String xLabel) {
    this.caption = caption;
    this.xLabel = xLabel;
  }

  /** Adds a line through points. */
  public LineChart series(String name, List<Double> x, List<Double> y) {
    if (x.size() != y.size() || x.isEmpty()) {
      throw new IllegalArgumentException(
          "Series \"%s\" has %d x and %d y values".formatted(name, x.size(), y.size()));
    }
    series.add(new Series(name, List.copyOf(x), List.copyOf(y)));
    return this;
  }

  String html() {
    double xLow = extreme(true, true);
    double xHigh = Math.max(extreme(true, false), xLow + 1e-9);
    double yMin = extreme(false, true);
    double yMax = extreme(false, false);
    double step = niceStep(Math.max(yMax - yMin, 1e-9) / 4);
    double yLow = Math.floor(yMin / step) * step;
    double yHigh = Math.max(Math.ceil(yMax / step) * step, yLow + step);
    StringBuilder svg = new StringBuilder();
    svg.append("<figure>\n<figcaption>")
        .append(Html.escape(caption + ", by " + xLabel))
        .append("</figcaption>\n");
    svg.append(
        format(
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
            WIDTH, HEIGHT, Html.escape(caption)));
    for (double y = yLow; y <= yHigh + step / 2; y += step) {
      double at = vertical(y, yLow, yHigh);
      svg.append(
          format(
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>\n",
              LEFT, WIDTH - RIGHT, at, at));
      svg.append(
          format(
              "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
              LEFT - 8, at + 4, label(y, step)));
    }
    double xStep = Math.max(1, niceStep((xHigh - xLow) / 8));
    for (double x = Math.ceil(xLow / xStep) * xStep; x <= xHigh + 1e-9; x += xStep) {
      svg.append(
          format(
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
              horizontal(x, xLow, xHigh), HEIGHT - 12, label(x, xStep)));
    }
    for (int s = 0; s < series.size(); s++) {
      StringBuilder points = new StringBuilder();
      for (int i = 0; i < series.get(s).x().size(); i++) {
        points.append(
            format(
                "%.1f,%.1f ",
                horizontal(series.get(s).x().get(i), xLow, xHigh),
                vertical(series.get(s).y().get(i), yLow, yHigh)));
      }
      svg.append(
          format(
              "<polyline class=\"series\" style=\"stroke:var(--s%d)\" points=\"%s\"/>\n",
              s % COLOURS, points.toString().strip()));
    }
    svg.append("</svg>\n<ul class=\"legend\">\n");
    for (int s = 0; s < series.size(); s++) {
      svg.append(
          format(
              "<li><i style=\"background:var(--s%d)\"></i>%s</li>\n",
              s % COLOURS, Html.escape(series.get(s).name())));
    }
    return svg.append("</ul>\n</figure>\n").toString();
  }

  private double extreme(boolean horizontal, boolean least) {
    var values = series.stream().flatMap(s -> (horizontal ? s.x() : s.y()).stream());
    return least
        ? values.min(Double::compare).orElse(0.0)
        : values.max(Double::compare).orElse(1.0);
  }

  private static double horizontal(double x, double low, double high) {
    return LEFT + (x - low) / (high - low) * (WIDTH - LEFT - RIGHT - 8);
  }

  private static double vertical(double y, double low, double high) {
    return HEIGHT - BOTTOM - (y - low) / (high - low) * (HEIGHT - TOP - BOTTOM);
  }

  private static double niceStep(double raw) {
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double lead = raw / power;
    return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
  }

  private static String label(double value, double step) {
    int digits = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    return format("%." + digits + "f", value);
  }

  private static String format(String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments);
  }
}
