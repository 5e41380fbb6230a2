// `mailint show`: the effective configuration, as the daemon's own tool prints it.

import type { Command } from "commander";
import { basename } from "../host.ts";
import { jsonText } from "../report/json-text.ts";
import { displayPath, maskerOf, placeOf } from "../report/report.ts";
import { visible } from "../report/visible.ts";
import { shows } from "../resolve/index.ts";
import type { ShowOptions } from "../resolve/resolve.ts";
import { createMasker, isSecretName, mask } from "../secrets.ts";
import type { Span } from "../source.ts";
import type { Origin, PostfixSystem, Setting, System } from "../system.ts";
import { exit, type Io, wantsColor } from "./io.ts";
import { systemsOf } from "./systems.ts";
import { type TreeFlags, withTreeOptions } from "./tree.ts";

interface ShowFlags extends TreeFlags {
  readonly all?: boolean;
  readonly expand?: boolean;
  readonly overrides?: boolean;
  readonly format: "text" | "json";
}

export function showCommand(command: Command, io: Io, done: (code: number) => void): void {
  withTreeOptions(command.description("print the effective configuration, as doveconf -n or postconf -n do"))
    .argument("<path...>", "a configuration file or a directory")
    .option("-a, --all", "every setting, with its default where nothing sets it")
    .option("--expand", "Postfix: with `$name` replaced")
    .option("--overrides", "Postfix: what the services of master.cf set with `-o`")
    .addOption(formatOption(command))
    .action(async (paths: string[], flags: ShowFlags) => {
      const { systems, code } = await systemsOf(paths, flags, io);
      if (flags.format === "json") {
        io.stdout.write(await jsonOf(systems, io));
        return done(code);
      }
      io.stdout.write(await textOf(systems, paths, flags, io));
      const refused = systems.filter((system) => tellRefusal(system, io)).length > 0;
      done(code === exit.clean && refused ? exit.findings : code);
    });
}

/** doveconf prints nothing of a tree that it refuses: says where it stops. */
function tellRefusal(system: System, io: Io): boolean {
  const fatal = system.daemon === "dovecot" ? system.problems.find((problem) => problem.fatal) : undefined;
  if (fatal === undefined) return false;
  const { file, line, column } = placeOf(fatal.span, io.directory);
  const message = maskerOf({ systems: [system] })(fatal.message);
  io.stderr.write(
    `mailint: ${visible(file)}:${line}:${column}: ${visible(message)} (doveconf stops here and prints nothing)\n`,
  );
  return true;
}

export function formatOption(command: Command) {
  return command
    .createOption("-f, --format <format>", "text or json")
    .choices(["text", "json"])
    .default("text");
}

async function textOf(
  systems: readonly System[],
  paths: readonly string[],
  flags: ShowFlags,
  io: Io,
): Promise<string> {
  const onlyMaster = paths.every((path) => basename(path) === "master.cf");
  const options: ShowOptions = {
    all: flags.all === true,
    expand: flags.expand === true,
    overrides: flags.overrides === true,
    services: onlyMaster,
  };
  const blocks: string[] = [];
  for (const system of systems) {
    const show = await shows[system.daemon]?.();
    const hide = createMasker(system.files);
    const lines = (show?.(system, options) ?? []).map((line) => `${printable(hide(line))}\n`).join("");
    const title = systems.length > 1 ? `# ${visible(displayPath(system.root.path, io.directory))}\n` : "";
    blocks.push(title + lines);
  }
  return blocks.join("\n");

  function printable(line: string): string {
    return io.stdout.isTerminal || wantsColor(io) ? visible(line.replaceAll("\t", "    ")) : line;
  }
}

async function jsonOf(systems: readonly System[], io: Io): Promise<string> {
  const place = (span: Span) => {
    const { file, line, column } = placeOf(span, io.directory);
    return { file, line, column };
  };
  const shown = await Promise.all(
    systems.map(async (system) => {
      const hide = createMasker(system.files);
      return {
        daemon: system.daemon,
        version: system.version,
        root: displayPath(system.root.path, io.directory),
        settings: system.settings().map((setting) => settingOf(setting, hide, place)),
        ...(system.daemon === "postfix" ? { services: await servicesOf(system, hide) } : {}),
      };
    }),
  );
  return `${jsonText(shown, 2)}\n`;
}

async function servicesOf(system: PostfixSystem, hide: (text: string) => string) {
  const { serviceRows } = await import("../resolve/postfix-show.ts");
  return serviceRows(system).map((row) => ({ ...row, args: row.args.map(hide) }));
}

type PlaceOf = (span: Span) => { readonly file: string; readonly line: number; readonly column: number };

function settingOf(setting: Setting, hide: (text: string) => string, place: PlaceOf) {
  const { name, scope, value, unknown, origin, overridden } = setting;
  const spans = overridden.filter((one): one is Extract<Origin, { kind: "file" }> => one.kind === "file");
  return {
    name,
    scope,
    value: isSecretName(name) && value !== "" ? mask : hide(value),
    unknown,
    ...(origin.kind === "file"
      ? {
          origin: {
            ...place(origin.span),
            via: origin.via.map(place).map(({ file, line }) => ({ file, line })),
          },
        }
      : {}),
    overridden: spans.map(({ span }) => place(span)),
  };
}
