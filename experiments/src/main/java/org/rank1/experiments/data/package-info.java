/**
 * Data sets as parts: IDX files (Fashion-MNIST, with an embedded subset, and MNIST), CIFAR-10's
 * binary files, folders of PNG and JPEG files, and seeded synthetic images. Files are distrusted:
 * sizes are checked before memory is allocated, and every refusal names the file and, where the
 * format is ours to read, the byte.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package org.rank1.experiments.data;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
