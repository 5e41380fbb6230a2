// master.cf: fields that master(8) refuses, options that do not do what they say, services defined twice.

import type { MasterService, MasterStatement, MasterWord } from "../../grammars/postfix-master/ast.ts";
import { nearest } from "../nearest.ts";
import type { Span } from "../source.ts";
import type { Problem } from "../system.ts";
import type { PostfixConfig } from "./postfix-config.ts";
import { overrideProblems } from "./postfix-problems-options.ts";
import { programOf, serviceKey } from "./postfix-tree.ts";
import { isTemplate } from "./template.ts";

export function masterProblems(_config: PostfixConfig, statements: readonly MasterStatement[]): Problem[] {
  const services = statements.filter((statement) => statement.kind === "service");
  return [
    ...services.flatMap(fieldProblems),
    ...services.flatMap(programProblems),
    ...services.flatMap(overrideProblems),
    ...services.flatMap(swallowedServices),
    ...duplicateServices(services),
  ];
}

const types = ["inet", "unix", "unix-dgram", "fifo", "pass"];

/** pcf_check_master_entry() and get_master_ent(): both refuse the file at the first bad field. */
function fieldProblems(service: MasterService): Problem[] {
  const { name, type, unprivileged, chroot, wakeup, maxproc } = service;
  const found: Problem[] = [];
  const bad = (field: MasterWord, what: string, want: string) => {
    if (isTemplate(field.text)) return;
    const message = `\`${field.text}\` is no ${what} of service \`${name.text}\`: postfix refuses the whole file; write ${want}`;
    found.push({ kind: "bad-value", severity: "error", message, span: field.span, fatal: true });
  };
  if (!types.includes(type.text)) bad(type, "type", types.map((known) => `\`${known}\``).join(", "));
  const flags = [
    ["private", service.private],
    ["unprivileged", unprivileged],
    ["chroot", chroot],
  ] as const;
  for (const [label, field] of flags)
    if (!/^[-yn]$/.test(field.text)) bad(field, `value for the column "${label}"`, "`y`, `n` or `-`");
  if (!/^(?:\d*\??|-\??)$/.test(wakeup.text)) bad(wakeup, "wakeup time", "seconds, or `-` for none");
  if (!/^(?:\d+|-)$/.test(maxproc.text)) bad(maxproc, "process limit", "a number, or `-` for the default");
  if (type.text === "inet" && /^[-y]$/.test(service.private.text))
    found.push({
      kind: "bad-value",
      severity: "error",
      message: `inet service \`${name.text}\` cannot be private: the master daemon refuses the whole file; write \`n\` in the column "private"`,
      span: service.private.span,
      fix: {
        title: "Write `n`",
        safety: "safe",
        edits: [{ span: service.private.span, text: "n" }],
      },
      fatal: true,
    });
  for (const { span, reason } of service.braceErrors)
    found.push({
      kind: "syntax",
      severity: "error",
      message: `${reason} in an argument of service \`${name.text}\`: the master daemon refuses the whole file`,
      span,
      fatal: true,
    });
  return found;
}

/** The programs of Postfix's daemon_directory. */
export const daemonPrograms = [
  "anvil",
  "bounce",
  "cleanup",
  "discard",
  "dnsblog",
  "error",
  "flush",
  "lmtp",
  "local",
  "nqmgr",
  "oqmgr",
  "pickup",
  "pipe",
  "postlogd",
  "postscreen",
  "proxymap",
  "qmgr",
  "qmqpd",
  "scache",
  "showq",
  "smtp",
  "smtpd",
  "spawn",
  "tlsmgr",
  "tlsproxy",
  "trivial-rewrite",
  "verify",
  "virtual",
];

function programProblems(service: MasterService): Problem[] {
  const { command, name } = service;
  const program = programOf(service);
  if (command.text.includes("/") || daemonPrograms.includes(program) || isTemplate(command.text)) return [];
  if (!/^[\w.+-]+$/.test(program)) return [];
  const guess = nearest(program, daemonPrograms);
  const advice = guess === undefined ? "" : `; did you mean \`${guess}\`?`;
  return [
    {
      kind: "postfix/unknown-daemon",
      severity: guess === undefined ? "warning" : "error",
      message: `\`${program}\` is no daemon of postfix: without such a program in daemon_directory service \`${name.text}\` never starts${advice}`,
      span: command.span,
      ...(guess === undefined
        ? {}
        : {
            fix: {
              title: `Write \`${guess}\``,
              safety: "unsafe" as const,
              edits: [{ span: command.span, text: guess }],
            },
          }),
      fatal: false,
    },
  ];
}

const serviceLine =
  /^[ \t]*(\S+)[ \t]+(?:inet|unix|unix-dgram|fifo|pass)[ \t]+[-yn][ \t]+[-yn][ \t]+[-yn][ \t]+\S+[ \t]+\S+[ \t]+\S/;

/** Indented service lines, and options left behind under a service line that is commented out. */
function swallowedServices(service: MasterService): Problem[] {
  const { line, name } = service;
  const found: Problem[] = [];
  for (const [at, piece] of line.pieces.entries()) {
    const before = line.pieces[at - 1];
    if (before === undefined) continue;
    const indented = piece.text.match(serviceLine)?.[1];
    const blanks = piece.text.match(/^\s*/)?.[0].length ?? 0;
    const text = line.locate(piece.at + blanks, piece.at + piece.text.trimEnd().length);
    const related = [{ message: `service \`${name.text}\` begins here`, span: name.span }];
    if (indented !== undefined)
      found.push({
        kind: "postfix/accidental-continuation",
        severity: "error",
        message: `service \`${indented}\` is indented, so it is no service but arguments of \`${name.text}\`; begin it in the first column`,
        span: text,
        related,
        fix: {
          title: "Begin it in the first column",
          safety: "unsafe",
          edits: [{ span: line.locate(piece.at, piece.at + blanks), text: "" }],
        },
        fatal: false,
      });
    const comment = line.comments.findLast(({ start }) => start > before.start && start < piece.start);
    if (comment !== undefined && /^\s+-/.test(piece.text)) {
      const commented = commentedService(comment);
      if (commented !== undefined && commented !== name.text)
        found.push({
          kind: "postfix/options-under-commented-service",
          severity: "error",
          message: `this option belonged to service \`${commented}\`, which is commented out above: now it is an option of \`${name.text}\`; comment it out too`,
          span: text,
          related: [{ message: `\`${commented}\` is commented out here`, span: comment }, ...related],
          fix: {
            title: "Comment the option out",
            safety: "unsafe",
            edits: [{ span: line.locate(piece.at, piece.at), text: "#" }],
          },
          fatal: false,
        });
    }
  }
  return found;
}

function commentedService(comment: Span): string | undefined {
  const text = comment.file.text.slice(comment.start, comment.end);
  return text.replace(/^[ \t]*#+/, "").match(serviceLine)?.[1];
}

/** "duplicate master.cf entry ... using the last entry" (master/master_conf.c). */
function duplicateServices(services: readonly MasterService[]): Problem[] {
  const before = new Map<string, MasterService>();
  const found: Problem[] = [];
  for (const service of services) {
    const key = serviceKey(service);
    const earlier = before.get(key);
    before.set(key, service);
    if (earlier === undefined || isTemplate(service.name.text)) continue;
    const same =
      earlier.name.text === service.name.text
        ? ""
        : ` (\`${earlier.name.text}\` and \`${service.name.text}\` are one port)`;
    found.push({
      kind: "postfix/master-duplicate-service",
      severity: "error",
      message: `service \`${service.name.text}\` of type \`${service.type.text}\` is defined twice${same}: postfix uses the last entry only; delete one of them`,
      span: service.name.span,
      related: [{ message: "defined here before, without effect", span: earlier.name.span }],
      fatal: false,
    });
  }
  return found;
}
