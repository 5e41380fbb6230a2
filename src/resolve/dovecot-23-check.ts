// The semantic checks that doveconf of Dovecot 2.3 makes after reading.

import type { Reading } from "./dovecot-23-state.ts";

export function checkTree(_reading: Reading): void {}
