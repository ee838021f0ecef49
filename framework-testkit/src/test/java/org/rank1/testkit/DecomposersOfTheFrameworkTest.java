package org.rank1.testkit;

/** The contract over the decomposers of framework-api. */
class DecomposersOfTheFrameworkTest extends KernelDecomposerContract {}
