package dev.potoroo.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.potoroo.benchmarks.measure.Goal;
import dev.potoroo.benchmarks.measure.Metric;
import dev.potoroo.benchmarks.measure.Result;
import dev.potoroo.benchmarks.measure.Sample;
import dev.potoroo.benchmarks.measure.Series;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A report as JSON, with the value of every single run. */
public final class Json {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Json() {}

  public static String of(Report report) {
    ObjectNode root = MAPPER.createObjectNode();
    ObjectNode facts = root.putObject("machine");
    report.facts().forEach(facts::put);
    ArrayNode benchmarks = root.putArray("benchmarks");
    report.sections().forEach(section -> add(section, benchmarks.addObject()));
    try {
      return MAPPER.writeValueAsString(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(Report.Section section, ObjectNode node) {
    node.put("name", section.name());
    node.put("description", section.description());
    node.put("rows", section.rows());
    node.put("rounds", section.rounds());
    node.put("seconds", section.took().toMillis() / 1e3);
    node.put("failure", section.failure());
    ArrayNode comparisons = node.putArray("comparisons");
    section.results().forEach(result -> add(result, comparisons.addObject()));
  }

  private static void add(Result result, ObjectNode node) {
    node.put("title", result.comparison().title());
    ArrayNode all = node.putArray("series");
    for (Series series : result.series()) {
      for (Metric metric : series.metrics()) {
        ObjectNode one = all.addObject();
        one.put("variant", series.variant());
        one.put("metric", metric.name());
        one.put("unit", metric.unit());
        one.put("median", series.median(metric));
        ArrayNode values = one.putArray("values");
        for (Sample sample : series.samples()) {
          values.add(sample.values().get(metric));
        }
      }
    }
    ArrayNode goals = node.putArray("goals");
    for (Goal goal : result.comparison().goals()) {
      ObjectNode one = goals.addObject();
      one.put("goal", goal.toString());
      one.put("found", goal.found(result));
      one.put("noise", result.noise(goal.metric()));
      one.put("reached", goal.isReached(result));
    }
  }
}
