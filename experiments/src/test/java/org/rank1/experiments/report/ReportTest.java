package org.rank1.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
  @Test
  void aPageIsSelfContainedAndEscapesWhatItShows() {
    String page =
        new Html("a <b> & \"c\"")
            .paragraph("<script>")
            .table(new Table("x", "y").row("<1>").verdict("no", false))
            .chart(new LineChart("loss", "epoch").series("s", List.of(1.0, 2.0), List.of(3.0, 1.0)))
            .page();
    assertThat(page)
        .contains("<title>a &lt;b&gt; &amp; &quot;c&quot;</title>", "&lt;script&gt;", "&lt;1&gt;")
        .contains("prefers-color-scheme: dark", "<polyline", "class=\"bad\"")
        .doesNotContain("<script", "http:", "https:", "src=", "@import");
  }

  @Test
  void textTablesAlignTheirColumns() {
    assertThat(new Table("arm", "ms").row("dense", "10.5").row("r", "2").text())
        .isEqualTo("arm      ms\ndense  10.5\nr         2\n");
  }

  @Test
  void aChartWithConstantOrSinglePointsStaysFinite() {
    String chart = new LineChart("c", "epoch").series("s", List.of(1.0), List.of(5.0)).html();
    assertThat(chart).doesNotContain("NaN", "Infinity");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LineChart("c", "x").series("s", List.of(1.0), List.of()));
  }
}
