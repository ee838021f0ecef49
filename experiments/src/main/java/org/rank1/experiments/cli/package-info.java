/**
 * The command line: reads arguments, calls the product, prints. The only package that prints.
 * Results go to standard output, everything else to standard error.
 */
@NullMarked
package org.rank1.experiments.cli;

import org.jspecify.annotations.NullMarked;
