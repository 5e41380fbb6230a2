// `mailint init`: writes a mailint.toml in which every key is explained and commented out.

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { settingKeys } from "../config-file.ts";
import { configSchemaUrl } from "../config-schema.ts";
import { configName } from "./config.ts";
import { exit, failure, type Io } from "./io.ts";
import { writeWhole } from "./replace-file.ts";

export function initCommand(command: Command, io: Io, done: (code: number) => void): void {
  command.description("write a commented mailint.toml into the working directory").action(() => {
    const path = join(io.directory, configName);
    if (existsSync(path)) throw failure(`${configName} is there already`);
    writeWhole(path, initialConfig(), configName);
    io.stdout.write(`${configName} written\n`);
    done(exit.clean);
  });
}

export function initialConfig(): string {
  const keys = settingKeys.filter(({ kind }) => kind !== "levels");
  const blocks = keys.map(({ key, about, example }) => `# ${about}\n# ${key} = ${example}\n`);
  const rules =
    '# Rules off, on, or with another severity (note, warning, error).\n[rules]\n# "tls-min-version" = "error"\n';
  return `#:schema ${configSchemaUrl}\n# Configuration of mailint; flags and MAILINT_* variables come first. Paths count from this file.\n\n${[...blocks, rules].join("\n")}`;
}
