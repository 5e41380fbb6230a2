import { expect, test } from "vitest";
import { type Host, memoryHost } from "../../src/host.ts";
import { loadSystems } from "../../src/lint.ts";

const texts = {
  "2.3": "protocols = imap\n!include conf.d/*.conf\n",
  "2.4": "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n!include conf.d/*.conf\n",
};

test.each(["2.3", "2.4"] as const)(
  "files of a directory that cannot be read are not missing: %s",
  async (version) => {
    const files = memoryHost({ "dovecot.conf": texts[version], "conf.d/10-ssl.conf": "ssl = no\n" });
    const host: Host = { ...files, list: (path) => (path === "conf.d" ? undefined : files.list(path)) };
    const { systems } = await loadSystems({ paths: ["dovecot.conf"], host, options: {} });
    const said = systems.flatMap(({ problems }) =>
      problems.map(({ kind, message }) => `${kind}: ${message}`),
    );
    expect(said).toContain(
      "include-outside: `conf.d/*.conf` leads into `conf.d`, which cannot be read: what it sets is unknown",
    );
    expect(said.join("\n")).not.toContain("missing-include");
    const empty = await loadSystems({
      paths: ["dovecot.conf"],
      host: memoryHost({ "dovecot.conf": texts[version] }),
      options: {},
    });
    expect(empty.systems[0]?.problems.map(({ kind }) => kind)).toContain("missing-include");
  },
);
