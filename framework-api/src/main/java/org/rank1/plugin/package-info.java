/**
 * How exchangeable parts come in.
 *
 * <p>A <em>socket</em> is an interface such as {@code Schedule}; a <em>part</em> is one
 * implementation, bound under a name with a {@link org.rank1.plugin.PartFactory} whose options are
 * one record. All parts, ours included, arrive through {@link java.util.ServiceLoader} as a {@link
 * org.rank1.plugin.Rank1Plugin}:
 *
 * <pre>{@code
 * public final class MyPlugin extends Rank1Plugin {
 *   public MyPlugin() { super("my-parts", "1.0"); }
 *
 *   protected void configure() {
 *     part(Schedule.class, "sawtooth", PartFactory.of(Sawtooth.class, s -> s));
 *   }
 * }
 * }</pre>
 *
 * <p>Rules: defaults live only in the no-argument constructor of the options record; each of its
 * components is {@link org.rank1.plugin.Described}, with its legal range, which {@link
 * org.rank1.plugin.Legal} checks in the compact constructor beside what is legal only together; a
 * name bound twice for one socket fails at start-up with both origins; order of binding means
 * nothing.
 */
@API(status = API.Status.STABLE)
@NullMarked
package org.rank1.plugin;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
