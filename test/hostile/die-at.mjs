// Loaded before mailint (`node --import`): ends the process as a power failure would, without a farewell, at the step of
// writing that MAILINT_DIE_AT counts to. A write is cut in its middle.

import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const last = Number(process.env.MAILINT_DIE_AT);
const written = new Set();
let steps = 0;

function counted(name, changes, half = () => {}) {
  const real = fs[name];
  fs[name] = (...args) => {
    if (!changes(...args)) return real(...args);
    steps++;
    if (steps === last) {
      half(real, ...args);
      process.kill(process.pid, "SIGKILL");
    }
    const result = real(...args);
    if (name === "openSync") written.add(result);
    return result;
  };
}

const always = () => true;
const isWritten = (descriptor) => written.has(descriptor);
counted("openSync", (_path, flags) => /[wa+]/.test(String(flags)));
counted("writeFileSync", always, (real, descriptor, content, ...rest) =>
  real(descriptor, content.slice(0, content.length >> 1), ...rest),
);
counted("fsyncSync", isWritten);
counted("fdatasyncSync", isWritten);
counted("fchmodSync", isWritten);
counted("ftruncateSync", isWritten);
counted("closeSync", isWritten);
for (const name of ["chmodSync", "chownSync", "mkdirSync", "mkdtempSync", "renameSync", "rmSync"])
  counted(name, always);
syncBuiltinESMExports();
