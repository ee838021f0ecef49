/**
 * Data sets as parts: IDX files (Fashion-MNIST, with an embedded subset, and MNIST) and seeded
 * synthetic images. Files are distrusted: sizes are checked before memory is allocated, and every
 * refusal names the file and the byte.
 */
@NullMarked
package org.rank1.experiments.data;

import org.jspecify.annotations.NullMarked;
