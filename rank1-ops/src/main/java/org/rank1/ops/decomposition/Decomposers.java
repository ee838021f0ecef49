package org.rank1.ops.decomposition;

import org.rank1.filter.form.BsconvForm;
import org.rank1.filter.form.CpForm;
import org.rank1.filter.form.DepthwiseSeparableForm;
import org.rank1.filter.form.FilterCpForm;
import org.rank1.filter.form.SpatialSvdForm;
import org.rank1.filter.form.TensorTrainForm;
import org.rank1.filter.form.Tucker2Form;

/** The decomposers of this package, each with the forms that it covers. */
final class Decomposers {
  private Decomposers() {}

  static FormDecomposer cp(CpAlsStrategy strategy) {
    return new FormDecomposer(CpForm.class, new CpAls(strategy.search()));
  }

  static FormDecomposer filterCp(CpAlsStrategy strategy) {
    return new FormDecomposer(FilterCpForm.class, new FilterCpAls(strategy.search()));
  }

  static FormDecomposer tucker2(HooiStrategy strategy) {
    return new FormDecomposer(Tucker2Form.class, new Tucker2Hooi(strategy.sweeps()));
  }

  static FormDecomposer spatialSvd() {
    return new FormDecomposer(SpatialSvdForm.class, new SpatialSvd());
  }

  static FormDecomposer tensorTrain() {
    return new FormDecomposer(TensorTrainForm.class, new TtSvd());
  }

  static FormDecomposer bsconv() {
    return new FormDecomposer(BsconvForm.class, new SeparableSvd(true));
  }

  static FormDecomposer depthwiseSeparable() {
    return new FormDecomposer(DepthwiseSeparableForm.class, new SeparableSvd(false));
  }
}
