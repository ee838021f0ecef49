/**
 * What native code asks of the process before it is loaded: environment variables that it reads
 * itself, and a folder in which its libraries lie. Both can be set from inside a running JVM, so
 * that a program that uses the library need not be started in a special way.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package org.rank1.nativecode;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
