package org.rank1.filter.form;

import org.rank1.filter.ConvSpec;

/**
 * The extents of a kernel, group by group: factors of forms that mix filters are kept for each
 * group apart.
 *
 * @param groups g
 * @param filters O/g
 * @param channels C/g
 * @param taps over all axes
 */
record GroupedKernel(int groups, int filters, int channels, int taps) {
  static GroupedKernel of(ConvSpec conv) {
    int groups = conv.geometry().groups();
    return new GroupedKernel(
        groups, conv.outChannels() / groups, conv.channelsPerGroup(), conv.geometry().taps());
  }

  /** The larger of filters and channels. */
  int widest() {
    return Math.max(filters, channels);
  }
}
