/**
 * ONNX models held against each other: on what they are tried ({@link
 * org.rank1.experiments.validate.TrialInputs}), what runs them ({@link
 * org.rank1.experiments.validate.Runtimes}), and what is found ({@link
 * org.rank1.experiments.validate.Verdicts}).
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package org.rank1.experiments.validate;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
