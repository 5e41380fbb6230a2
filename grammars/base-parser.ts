// What all parsers are: Chevrotain's, with a quicker end of the recording of their grammar.

import { EmbeddedActionsParser } from "chevrotain";

const methods = EmbeddedActionsParser.prototype as unknown as Record<string, unknown> & {
  enableRecording(): void;
};

/**
 * Chevrotain records a grammar through methods that it sets on the parser and then deletes one by one. V8 keeps an object
 * with deleted properties as a hash table, slow to make and to read; here the parser's own methods take their places.
 */
export abstract class BaseParser extends EmbeddedActionsParser {
  private recorded: string[] = [];

  protected enableRecording(): void {
    const before = new Set(Object.keys(this));
    methods.enableRecording.call(this);
    this.recorded = Object.keys(this).filter((name) => !before.has(name));
  }

  protected disableRecording(): void {
    const parser = this as unknown as Record<string, unknown>;
    parser.RECORDING_PHASE = false;
    for (const name of this.recorded) parser[name] = methods[name];
  }
}
