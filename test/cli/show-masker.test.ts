// What hides secrets looks through all files first: `show` asks for it once a system, not once a setting.

import { expect, test, vi } from "vitest";
import * as secrets from "../../src/secrets.ts";
import { directoryWith, mailint } from "./harness.ts";

vi.mock("../../src/secrets.ts", async (original) => {
  const all = await original<typeof secrets>();
  return { ...all, createMasker: vi.fn(all.createMasker) };
});

test("one masker serves all settings of a system", async () => {
  const files = { "dovecot.conf": "ssl = required\nprotocols = imap\ndoveadm_password = hunter22\n" };
  const { stdout } = await mailint(directoryWith(files), ["show", "--all", "-f", "json", "."]);
  expect(JSON.parse(stdout)[0].settings).toHaveLength(3);
  expect(secrets.createMasker).toHaveBeenCalledTimes(1);
});
