import { defineConfig } from "vitest/config";

// Tests that boot daemons share two cores on small machines: timeouts are generous, no test measures time.
export default defineConfig({
  test: { include: ["test/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 120_000, maxWorkers: 2 },
});
