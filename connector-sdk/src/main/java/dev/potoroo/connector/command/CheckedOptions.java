package dev.potoroo.connector.command;

import java.util.List;

/**
 * A command or mixin whose options have to fit together, or a range. {@link Program} asks after
 * parsing and reports these complaints together with all others.
 */
public interface CheckedOptions {

  /**
   * What is wrong, one complaint each, naming the option; empty when all is well. Options that were
   * missing or malformed may be null or hold their default here; they are complained about already.
   */
  List<String> complaints();
}
