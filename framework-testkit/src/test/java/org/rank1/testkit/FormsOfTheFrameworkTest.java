package org.rank1.testkit;

/** The contract over the forms of framework-api. */
class FormsOfTheFrameworkTest extends FilterFormContract {}
