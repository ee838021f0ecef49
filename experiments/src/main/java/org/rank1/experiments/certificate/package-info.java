/**
 * Certificates: a validation of two models written down so that anyone can repeat it. {@link
 * org.rank1.experiments.certificate.Certifier} checks equivalence at every optimization level of
 * the runtime, measures latency, and writes {@code certificate.json} and a page; {@link
 * org.rank1.experiments.certificate.Verifier} reads the file, does it all again and says what
 * differs.
 *
 * <p>A certificate that is read was written by anyone: its size, texts and numbers are limited, and
 * it never chooses which file is opened outside of its own folder.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package org.rank1.experiments.certificate;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
