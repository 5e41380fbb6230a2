// Checks of metrics and event exporters, after src/stats/stats-settings.c of Dovecot 2.3.

import { childrenOf, fail, known, mayHaveMore, type Subject, words } from "./dovecot-23-checking.ts";
import { nameOf } from "./dovecot-23-tree.ts";
import { eventFilterFault } from "./dovecot-event-filter.ts";

export function checkStats(stats: Subject): void {
  const metrics = childrenOf(stats, "metric");
  const exporters = childrenOf(stats, "event_exporter");
  const names = exporters.map((exporter) => nameOf(exporter.struct));
  for (const metric of metrics) {
    const exporter = known(metric, "exporter") ?? "";
    const some = exporters.length > 0 && !mayHaveMore(stats.checking);
    if (exporter !== "" && some && !names.includes(exporter))
      fail(
        metric,
        ["exporter"],
        "bad-value",
        `metric \`${nameOf(metric.struct)}\`: there is no \`event_exporter ${exporter}\``,
      );
    checkMetric(metric);
  }
  for (const exporter of exporters) checkExporter(exporter);
}

function checkMetric(metric: Subject): void {
  const name = nameOf(metric.struct);
  if (name === "") {
    fail(metric, [], "bad-value", "this `metric` has no name; write `metric NAME {`");
    return;
  }
  const filter = known(metric, "filter");
  if (filter === "")
    fail(
      metric,
      ["filter"],
      "bad-value",
      `metric \`${name}\` has no \`filter\`: the daemon does not start without one`,
    );
  const fault = eventFilterFault(filter ?? "");
  if (fault !== undefined)
    fail(metric, ["filter"], "bad-value", `metric \`${name}\`: \`filter\` is no event filter: ${fault}`);
  for (const group of words(known(metric, "group_by") ?? "", / +/)) {
    const why = groupFault(group.split(":"));
    if (why !== undefined)
      fail(metric, ["group_by"], "bad-value", `metric \`${name}\`: \`group_by = ${group}\`: ${why}`);
  }
}

/** parse_metric_group_by: `field`, `field:discrete`, `field:exponential:MIN:MAX:BASE`, `field:linear:MIN:MAX:STEP`. */
function groupFault([, kind, ...parameters]: readonly string[]): string | undefined {
  if (kind === undefined) return undefined;
  if (kind === "discrete") return parameters.length > 0 ? "`discrete` takes no numbers" : undefined;
  if (kind !== "exponential" && kind !== "linear")
    return `there is no \`${kind}\`; there are discrete, exponential, linear`;
  if (parameters.length !== 3 || !parameters.every((one) => /^-?\d+$/.test(one)))
    return `\`${kind}\` takes three numbers`;
  const [least = 0n, most = 0n, last = 0n] = parameters.map(BigInt);
  if (least < 0n || most < 0n || last < 0n) return "its numbers must not be below 0";
  if (least >= most) return "the first number must be less than the second";
  if (kind === "exponential" && last !== 2n && last !== 10n) return "the base must be 2 or 10";
  if (kind === "linear" && least + last > most) return "the step is larger than the range";
  return undefined;
}

function checkExporter(exporter: Subject): void {
  const name = nameOf(exporter.struct);
  if (name === "") {
    fail(exporter, [], "bad-value", "this `event_exporter` has no name; write `event_exporter NAME {`");
    return;
  }
  const format = known(exporter, "format");
  checkChoice(exporter, "format", ["none", "json", "tab-text"]);
  checkChoice(exporter, "transport", ["drop", "http-post", "log"]);
  const formats = words(known(exporter, "format_args") ?? "", / +/);
  for (const one of formats)
    if (one !== "time-rfc3339" && one !== "time-unix")
      fail(
        exporter,
        ["format_args"],
        "bad-value",
        `event_exporter \`${name}\`: there is no \`format_args = ${one}\``,
      );
  if (new Set(formats).size > 1)
    fail(
      exporter,
      ["format_args"],
      "bad-value",
      `event_exporter \`${name}\`: \`format_args\` names two formats of time`,
    );
  if (
    (format === "json" || format === "tab-text") &&
    formats.length === 0 &&
    known(exporter, "format_args") === ""
  )
    fail(
      exporter,
      ["format_args", "format"],
      "dovecot/settings-conflict",
      `event_exporter \`${name}\`: \`format = ${format}\` needs \`format_args = time-rfc3339\` or \`time-unix\``,
    );
}

function checkChoice(exporter: Subject, key: string, allowed: readonly string[]): void {
  const value = known(exporter, key);
  if (value === undefined || allowed.includes(value)) return;
  const what = value === "" ? `\`${key}\` is not set` : `there is no \`${key} = ${value}\``;
  fail(
    exporter,
    [key],
    "bad-value",
    `event_exporter \`${nameOf(exporter.struct)}\`: ${what}; there are ${allowed.join(", ")}`,
  );
}
