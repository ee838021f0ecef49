package org.rank1.onnx.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rank1.filter.ConvAxis;

/**
 * How the window of a node slides over the spatial axes of a form, wherever these lie in the
 * tensor.
 *
 * @param axes for each spatial axis of the form
 * @param taps for each tap over these axes the node's tap, row-major; -1 for one that is zero
 */
record WindowMapping(List<OffsetAxis> axes, List<Integer> taps) {

  /**
   * The same value with each axis of one position that a window makes larger under that window: of
   * axes of extent one, a reshape does not tell which is which.
   */
  static ArrangedForm settled(ArrangedForm input, List<ConvAxis> window) {
    List<List<Integer>> axes = new ArrayList<>(input.axes());
    for (int axis = 0; axis < window.size(); axis++) {
      boolean grows =
          input.shape().get(axis + 2) == 1
              && axes.get(axis + 2).stream().noneMatch(atom -> atom >= ArrangedForm.SPATIAL)
              && window.get(axis).outputSize(1) > 1;
      for (int other = 0; grows && other < axes.size(); other++) {
        boolean needed = other >= 2 && !window.get(other - 2).keepsInput();
        Optional<Integer> free =
            axes.get(other).stream()
                .filter(atom -> atom >= ArrangedForm.SPATIAL && input.extent(atom) == 1)
                .findFirst();
        if (!needed && free.isPresent()) {
          Integer moved = free.get();
          axes.set(other, axes.get(other).stream().filter(atom -> !atom.equals(moved)).toList());
          axes.set(axis + 2, List.of(moved));
          grows = false;
        }
      }
    }
    return new ArrangedForm(input.batch(), input.form(), axes);
  }

  /**
   * The mapping of a window.
   *
   * @param input what is read
   * @param window for each axis of the tensor behind batch and channels
   */
  static WindowMapping of(ArrangedForm input, List<ConvAxis> window) {
    ArrangedForm.require(
        input.order() == window.size() + 2, "a window has other axes than what it slides over");
    List<OffsetAxis> axes =
        new ArrayList<>(input.form().extents().stream().map(OffsetAxis::identity).toList());
    int[] steps = new int[axes.size()];
    long fixed = 0;
    int step = 1;
    for (int axis = window.size() - 1; axis >= 0; axis--) {
      ConvAxis own = window.get(axis);
      List<Integer> atoms = input.significant(axis + 2);
      if (atoms.isEmpty()) {
        atoms =
            input.axes().get(axis + 2).stream()
                .filter(atom -> atom >= ArrangedForm.SPATIAL)
                .limit(1)
                .toList();
      }
      if (atoms.size() == 1 && atoms.get(0) >= ArrangedForm.SPATIAL) {
        int atom = atoms.get(0) - ArrangedForm.SPATIAL;
        axes.set(atom, OffsetAxis.of(own, axes.get(atom).input()));
        steps[atom] = step;
      } else if (atoms.isEmpty()) {
        ArrangedForm.require(own.outputSize(1) == 1, "padding makes a new axis of positions");
        boolean hit =
            own.padBegin() % own.dilation() == 0 && own.padBegin() / own.dilation() < own.kernel();
        fixed = hit && fixed >= 0 ? fixed + (long) step * own.padBegin() / own.dilation() : -1;
      } else {
        ArrangedForm.require(
            own.keepsInput(), "a window slides over axes that the tensor holds as one");
      }
      step = Math.multiplyExact(step, own.kernel());
    }
    return new WindowMapping(axes, taps(axes, steps, fixed));
  }

  static List<Integer> taps(List<OffsetAxis> axes, int[] steps, long fixed) {
    List<Integer> taps = new ArrayList<>(List.of(0));
    for (int axis = 0; axis < steps.length; axis++) {
      List<Integer> more = new ArrayList<>();
      int count = axes.get(axis).offsets().size();
      ArrangedForm.require(
          (long) taps.size() * count <= ComposedKernel.MAX_ELEMENTS, "a window has too many taps");
      for (int tap : taps) {
        for (int i = 0; i < count; i++) {
          more.add(tap + i * steps[axis]);
        }
      }
      taps = more;
    }
    long shift = fixed;
    return taps.stream().map(tap -> shift < 0 ? -1 : (int) (tap + shift)).toList();
  }
}
