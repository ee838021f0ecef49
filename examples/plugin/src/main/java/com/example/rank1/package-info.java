/** An example of a plugin: a form with its decomposition, and a data set. */
package com.example.rank1;
