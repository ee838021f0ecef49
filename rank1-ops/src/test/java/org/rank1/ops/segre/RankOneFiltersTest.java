package org.rank1.ops.segre;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.FilterForm;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.FlattenedForm;
import org.rank1.filter.form.FlattenedOptions;
import org.rank1.filter.form.Rank1Form;
import org.rank1.ops.EngineExtension;

class RankOneFiltersTest {
  @RegisterExtension final EngineExtension engine = new EngineExtension();

  private boolean found(FilterForm form, ConvSpec conv) {
    Filters filters = new Filters(form, conv, new SplittableRandom(1), engine.manager());
    var found = RankOneFilters.of(filters.group());
    found.ifPresent(f -> assertThat(f.inOrder()).containsExactlyElementsOf(filters.factors()));
    return found.isPresent();
  }

  @Test
  void formsWhoseFiltersAreOuterProductsAreFound() {
    for (ConvSpec conv : Filters.cases()) {
      assertThat(found(new Rank1Form(), conv)).as("rank1 %s", conv).isTrue();
      assertThat(
              found(
                  new FlattenedForm(new FlattenedOptions(1, FlattenedOptions.Bias.LAST, false)),
                  conv))
          .as("flattened %s", conv)
          .isTrue();
    }
  }

  @Test
  void otherFormsAreNot() {
    ConvSpec conv = new ConvSpec(4, 8, ConvGeometry.same2d(3));
    assertThat(found(new DenseForm(), conv)).isFalse();
    assertThat(
            found(
                new FlattenedForm(new FlattenedOptions(1, FlattenedOptions.Bias.EACH, false)),
                conv))
        .isFalse();
    assertThat(
            found(
                new FlattenedForm(new FlattenedOptions(1, FlattenedOptions.Bias.LAST, true)), conv))
        .isFalse();
    assertThat(
            found(
                new FlattenedForm(new FlattenedOptions(2, FlattenedOptions.Bias.LAST, false)),
                conv))
        .isFalse();
  }
}
