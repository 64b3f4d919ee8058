/**
 * How a stream application is described: sources, the stages that their messages pass, sinks.
 *
 * <p>Begin with {@link dev.potoroo.pipeline.Application#named}. A description does nothing by
 * itself: it opens no connection, starts no thread and needs no other module. What runs it (the
 * module {@code runtime}) decides where and how.
 */
@NullMarked
package dev.potoroo.pipeline;

import org.jspecify.annotations.NullMarked;
