// The formats by name, each loaded when it is asked for.

import type { Format } from "./report.ts";

export const formats: Readonly<Record<string, () => Promise<Format>>> = {
  text: async () => (await import("./text.ts")).textReport,
  compact: async () => (await import("./compact.ts")).compactReport,
  json: async () => (await import("./json.ts")).jsonReport,
  sarif: async () => (await import("./sarif.ts")).sarifReport,
  github: async () => (await import("./github.ts")).githubReport,
  gitlab: async () => (await import("./gitlab.ts")).gitlabReport,
  checkstyle: async () => (await import("./checkstyle.ts")).checkstyleReport,
  html: async () => (await import("./html-report.ts")).htmlReport,
  junit: async () => (await import("./junit.ts")).junitReport,
};
