/**
 * The command line: reads arguments, calls the product, prints. The only package that prints.
 * Results go to standard output, everything else to standard error.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package org.rank1.experiments.cli;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
