// Writes docs/mailint.1, the manual page, from the commands: `npm run man`.

import { writeFileSync } from "node:fs";
import { manPage } from "../src/cli/man.ts";

writeFileSync("docs/mailint.1", manPage());
