import { defineConfig } from "vitest/config";

// Tests that boot daemons share two cores on small machines: timeouts are generous, no test measures time, and where all
// of them run together (CI) a connection that came too late is tried again.
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    retry: process.env.CI === "true" ? 2 : 0,
  },
});
