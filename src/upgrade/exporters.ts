// `event_exporter` and `metric` blocks (upgrade guide, "Converted settings"; stats-settings.c of both versions).

import { ownEntry } from "../own-entry.ts";
import { block, type Conversion, drop, keep, lines, manual } from "./conversion.ts";
import { label, quote, unquote, words } from "./values.ts";

/** `transport` is that of the same block, "" where it has none. */
export function convertExporter(name: string, value: string, transport: string): Conversion {
  const text = unquote(value);
  switch (name) {
    case "transport":
      return lines(`driver = ${text}`);
    case "format_args": {
      const time = words(text).find((word) => word.startsWith("time-"));
      return time === undefined ? drop : lines(`time_format = ${time.slice("time-".length)}`);
    }
    case "transport_args":
      if (text === "") return drop;
      if (transport === "http-post") return lines(`http_post_url = ${quote(text)}`);
      if (transport === "file" || transport === "unix") return lines(`${transport}_path = ${quote(text)}`);
      return manual(
        `2.4 has a setting for each driver: write \`file_path\`, \`unix_path\` or \`http_post_url\` for \`${text}\``,
      );
    case "transport_timeout":
      return lines(
        transport === "unix" ? `unix_connect_timeout = ${text}` : `http_client_request_timeout = ${text}`,
      );
    default:
      return keep;
  }
}

/** `group_by = user net_in_bytes:exponential:1:5:10`. */
export function convertMetric(name: string, value: string): Conversion {
  const text = unquote(value);
  if (name !== "group_by") return keep;
  const blocks = words(text).map((word) => {
    const [field = "", method = "", ...numbers] = word.split(":");
    const own = ownEntry(methods, method);
    if (method === "") return [`group_by ${label(field)} {`, "}"];
    if (own === undefined) return undefined;
    const body = numbers.map((number, at) => `${method}_${own[at] ?? "modifier"} = ${number}`);
    return block(`group_by ${label(field)}`, [`method ${method} {`, ...body.map((line) => `  ${line}`), "}"]);
  });
  return blocks.some((one) => one === undefined)
    ? manual(`write \`group_by FIELD { method NAME { } }\` for \`${text}\``)
    : lines(...blocks.flatMap((one) => one ?? []));
}

const methods: Readonly<Record<string, readonly string[]>> = {
  discrete: ["modifier"],
  exponential: ["min_magnitude", "max_magnitude", "base"],
  linear: ["min", "max", "step"],
};
