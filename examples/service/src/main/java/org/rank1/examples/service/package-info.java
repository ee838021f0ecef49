/** A program that needs no training engine. */
@NullMarked
package org.rank1.examples.service;

import org.jspecify.annotations.NullMarked;
