// Checks of what Dovecot 2.4's plugins, clients and statistics are set to.

import { all, type Check, zero } from "./dovecot-24-check-words.ts";
import { eventFilterFault } from "./dovecot-event-filter.ts";
import { isTemplate } from "./dovecot-template.ts";

export const httpClient = all(
  zero("http_client_request_max_attempts"),
  zero("http_client_max_pipelined_requests"),
  zero("http_client_max_parallel_connections"),
  zero("http_client_connect_backoff_time"),
  ({ number }) => {
    const [most, first] = [
      number("http_client_connect_backoff_max_time"),
      number("http_client_connect_backoff_time"),
    ];
    return most !== undefined && first !== undefined && most < first
      ? {
          message:
            "`http_client_connect_backoff_max_time` must not be less than `http_client_connect_backoff_time`",
          of: ["http_client_connect_backoff_max_time", "http_client_connect_backoff_time"],
        }
      : undefined;
  },
  zero("http_client_request_timeout"),
);

export const quotaRoot = all(
  ({ text }) => {
    const driver = text("quota_driver");
    return driver === undefined || ["count", "fs", "imapc", "maildir"].includes(driver)
      ? undefined
      : {
          message: `there is no \`quota_driver\` \`${driver}\`, but \`count\`, \`fs\`, \`imapc\`, \`maildir\``,
          of: ["quota_driver"],
        };
  },
  zero("quota_storage_percentage"),
  zero("quota_message_percentage"),
);

export const exporter: Check = ({ text }) => {
  const format = text("event_exporter_format");
  return text("event_exporter_name") === "" ||
    format === undefined ||
    ["none", "json", "tab-text"].includes(format)
    ? undefined
    : {
        message: `an \`event_exporter\` needs a \`format\` of \`none\`, \`json\` or \`tab-text\`, not \`${format}\``,
        of: ["event_exporter_format", "event_exporter_name"],
      };
};

export const eventFilter =
  (name: string): Check =>
  ({ text, written }) => {
    const fault = eventFilterFault(text(name) ?? asRead(written(name)));
    return fault === undefined ? undefined : { message: `\`${name}\`: ${fault}`, of: [name] };
  };

/** Filters are read before variables are put in: `%{user}` is a word like any other. What a script puts in is unknown. */
function asRead(filter: string): string {
  return filter.includes("$") || isTemplate(filter) ? "" : filter;
}

export const metric: Check = ({ text }) =>
  text("metric_name") !== "" && text("metric_filter") === ""
    ? {
        message: "this `metric` has no `filter`, and would count nothing",
        of: ["metric_filter", "metric_name"],
      }
    : undefined;

export const execute: Check = ({ text, number }) =>
  text("execute_driver") === "tcp" &&
  number("execute_tcp_port") === 0 &&
  (text("execute_tcp_host") !== "" || !/:0*[1-9]\d*$/.test(text("execute_name") ?? ":1"))
    ? {
        message: "`execute_driver = tcp` needs an `execute_tcp_port`",
        of: ["execute_tcp_port", "execute_driver"],
      }
    : undefined;

export const vacation: Check = ({ number }) => {
  const [least, usual, most] = ["min", "default", "max"].map((name) =>
    number(`sieve_vacation_${name}_period`),
  );
  if (most === 0)
    return { message: "`sieve_vacation_max_period` must not be 0", of: ["sieve_vacation_max_period"] };
  if (least === undefined || usual === undefined || most === undefined) return undefined;
  return least > most || usual < least || usual > most
    ? {
        message:
          "`sieve_vacation_min_period`, `sieve_vacation_default_period` and `sieve_vacation_max_period` must rise in this order",
        of: ["sieve_vacation_min_period", "sieve_vacation_default_period", "sieve_vacation_max_period"],
      }
    : undefined;
};

/** sieve_spamtest and sieve_virustest: where the highest score comes from. */
export const spamTest =
  (name: string): Check =>
  ({ text }) => {
    const [header, type, most, value] = [
      "status_header",
      "status_type",
      "score_max_header",
      "score_max_value",
    ].map((key) => text(`sieve_${name}_${key}`));
    if (header === "" || header === undefined || most === undefined || value === undefined) return undefined;
    const of = [`sieve_${name}_status_header`];
    if (type !== undefined && !["", "score", "strlen", "text"].includes(type))
      return {
        message: `\`sieve_${name}_status_type\` is \`score\`, \`strlen\` or \`text\`, not \`${type}\``,
        of: [`sieve_${name}_status_type`],
      };
    if (type === "text") return undefined;
    if (most !== "" && value !== "")
      return {
        message: `\`sieve_${name}_score_max_header\` and \`sieve_${name}_score_max_value\` cannot both be set`,
        of: [`sieve_${name}_score_max_value`],
      };
    return most === "" && value === ""
      ? {
          message: `\`sieve_${name}_status_header\` needs \`sieve_${name}_score_max_header\` or \`sieve_${name}_score_max_value\``,
          of,
        }
      : undefined;
  };
