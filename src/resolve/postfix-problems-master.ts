// master.cf: fields that master(8) refuses, options that do not do what they say, services defined twice.

import type { LinePiece } from "../../grammars/postfix-main/ast.ts";
import { blockFrom } from "../../grammars/postfix-main/lines.ts";
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
    ...services.flatMap((service) => {
      const swallowed = swallowedServices(service);
      return swallowed.some(({ kind }) => kind === accidental)
        ? swallowed
        : [...swallowed, ...overrideProblems(service)];
    }),
    ...duplicateServices(services),
  ];
}

const accidental = "postfix/accidental-continuation";

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
      message: `${reason} in an argument of service \`${name.text}\`: the master daemon refuses the whole file; close \`{\` with a \`}\` that ends the argument`,
      span,
      fatal: true,
    });
  return found;
}

/** The programs of Postfix's daemon_directory. */
const daemonPrograms = [
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
  return service.line.pieces.flatMap((piece, at) =>
    at === 0 ? [] : [...indentedService(service, piece), ...orphanedOption(service, piece, at)],
  );
}

function textOfPiece({ line }: MasterService, piece: LinePiece): { blanks: Span; text: Span } {
  const blanks = piece.text.match(/^\s*/)?.[0].length ?? 0;
  return {
    blanks: line.locate(piece.at, piece.at + blanks),
    text: line.locate(piece.at + blanks, piece.at + piece.text.trimEnd().length),
  };
}

function indentedService(service: MasterService, piece: LinePiece): Problem[] {
  const { name } = service;
  const indented = piece.text.match(serviceLine)?.[1];
  if (indented === undefined) return [];
  const { blanks, text } = textOfPiece(service, piece);
  return [
    {
      kind: accidental,
      severity: "error",
      message: `service \`${indented}\` is indented, so it is no service but arguments of \`${name.text}\`; begin it in the first column`,
      span: text,
      related: [{ message: `service \`${name.text}\` begins here`, span: name.span }],
      fix: {
        title: "Begin it in the first column",
        safety: "unsafe",
        edits: [{ span: blanks, text: "" }],
      },
      fatal: false,
    },
  ];
}

function orphanedOption(service: MasterService, piece: LinePiece, at: number): Problem[] {
  const { line, name } = service;
  const { comment } = piece;
  if (comment === undefined || !/^\s+-/.test(piece.text)) return [];
  const commented = commentedService(comment);
  if (commented === undefined || commented === name.text) return [];
  const { text } = textOfPiece(service, piece);
  return [
    {
      kind: "postfix/options-under-commented-service",
      severity: "error",
      message: `this option belonged to service \`${commented}\`, which is commented out above: now it is an option of \`${name.text}\`; comment it out too`,
      span: text,
      related: [
        { message: `\`${commented}\` is commented out here`, span: comment },
        { message: `service \`${name.text}\` begins here`, span: name.span },
      ],
      fix: {
        title: "Comment it out",
        safety: "unsafe",
        edits: blockFrom(line, at).map((part) => ({ span: line.locate(part.at, part.at), text: "#" })),
      },
      fatal: false,
    },
  ];
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
