// Is a line of a record what `hostLine` or `missedHost` writes? Records come together from many machines and runs.

import { severities } from "../finding.ts";
import { exposures } from "../model/exposure.ts";
import type { HostLine } from "./fleet-line.ts";

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

export function isHostLine(value: unknown): value is HostLine {
  if (!isRecord(value) || value.version !== 1 || !texts(value, ["mailint", "host", "path"])) return false;
  if (value.status !== "linted")
    return (value.status === "failed" || value.status === "nothing") && isText(value.reason);
  return (
    counts(value.exposure, exposures) &&
    counts(value.counts, [...severities, "suppressed"]) &&
    listOf(value.systems, (one) => texts(one, ["daemon", "version", "root"])) &&
    listOf(value.listeners, isListener) &&
    listOf(value.findings, isFinding) &&
    listOf(value.failures, (one) => texts(one, ["file", "reason"]))
  );
}

function isListener(one: Fields): boolean {
  return (
    texts(one, ["daemon", "name", "protocol", "address", "tls", "cleartextLogin"]) &&
    (one.port === null || isCount(one.port)) &&
    (one.minTls === null || isText(one.minTls)) &&
    (typeof one.tlsRequired === "boolean" || one.tlsRequired === "unknown") &&
    typeof one.local === "boolean"
  );
}

function isFinding(one: Fields): boolean {
  const { severity, line, column, fix } = one;
  return (
    texts(one, ["rule", "message", "file", "source"]) &&
    severities.some((known) => known === severity) &&
    isCount(line) &&
    isCount(column) &&
    (fix === undefined || (isRecord(fix) && texts(fix, ["title", "safety"])))
  );
}

const isText: Check = (value) => typeof value === "string";
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function texts(value: Fields, names: readonly string[]): boolean {
  return names.every((name) => isText(value[name]));
}

function counts(value: unknown, names: readonly string[]): boolean {
  return isRecord(value) && names.every((name) => isCount(value[name]));
}

function listOf(value: unknown, holds: (one: Fields) => boolean): boolean {
  return Array.isArray(value) && value.every((one) => isRecord(one) && holds(one));
}
