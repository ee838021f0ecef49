/** An example of a plugin: a form with its training and decomposition, and a data set. */
package com.example.rank1;
