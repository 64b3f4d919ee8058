package dev.potoroo.pipeline;

import java.util.List;

/**
 * A stream application: one or more pipelines under one name. Whoever holds one can rely on its
 * being complete and free of contradictions; {@link ApplicationBuilder#build} saw to that.
 *
 * <pre>{@code
 * Application alerts =
 *     Application.named("alerts")
 *         .pipeline(
 *             Pipeline.source(transactions)
 *                 .to("check transaction", Alerts::check)
 *                 .toSink(alertLog))
 *         .build();
 * }</pre>
 *
 * <p>Immutable.
 */
public final class Application {
  private final String name;
  private final List<Pipeline<?, ?>> pipelines;

  Application(String name, List<Pipeline<?, ?>> pipelines) {
    this.name = name;
    this.pipelines = List.copyOf(pipelines);
  }

  /**
   * Begins a description.
   *
   * @param name stays the same for the application's life: a sink keeps what it has done under it
   */
  public static ApplicationBuilder named(String name) {
    return new ApplicationBuilder(name);
  }

  public String name() {
    return name;
  }

  /** In the order of the description; at least one. */
  public List<Pipeline<?, ?>> pipelines() {
    return pipelines;
  }

  @Override
  public String toString() {
    return "application " + name + " " + pipelines;
  }
}
