package org.rank1.plugin;

/** The options of a part that has none. */
public record NoOptions() {}
