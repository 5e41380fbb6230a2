// The rules in SARIF: names, help, tags for code scanning, and the CWE entries they belong to.

import type { ReportingDescriptor, ToolComponent } from "sarif";
import type { Rule } from "../rule.ts";
import { docsUrl } from "./report.ts";

const cweGuid = "25f72d7e-8a92-459d-ad67-64853f788765";

export function ruleDescriptor(rule: Rule): ReportingDescriptor {
  const { id, severity, precision, securitySeverity, cwe, summary, why, remedy } = rule;
  return {
    id,
    name: pascalCase(id),
    shortDescription: { text: oneLine(summary) },
    fullDescription: { text: oneLine(`${summary} ${why}`) },
    helpUri: docsUrl(id),
    help: { text: oneLine(`${why} ${remedy}`), markdown: helpMarkdown(rule) },
    defaultConfiguration: { level: severity },
    ...(cwe.length === 0 ? {} : { relationships: cwe.map(relationship) }),
    properties: {
      precision,
      "problem.severity": severity === "note" ? "recommendation" : severity,
      ...(securitySeverity === undefined ? {} : { "security-severity": securitySeverity.toFixed(1) }),
      tags: [
        ...(securitySeverity === undefined ? ["correctness"] : ["security"]),
        ...cwe.map((number) => `external/cwe/cwe-${String(number).padStart(3, "0")}`),
      ],
    },
  };
}

/** `dovecot/tls-port-without-ssl` as `DovecotTlsPortWithoutSsl`; a name must not equal its id, so `syntax` is `SyntaxRule`. */
function pascalCase(id: string): string {
  const words = id.split(/[^a-zA-Z0-9]+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return words.length === 1 ? `${words.join("")}Rule` : words.join("");
}

function oneLine(text: string): string {
  const flat = text.replace(/\s+/g, " ").trim();
  return /[.!?]$/.test(flat) ? flat : `${flat}.`;
}

function helpMarkdown({ why, remedy, references }: Rule): string {
  const list = references.map(({ title, url }) =>
    url === undefined ? `- ${title}` : `- [${title}](${url})`,
  );
  return [
    why.trim(),
    `**What to do:** ${remedy.trim()}`,
    ...(list.length === 0 ? [] : [`**References**\n\n${list.join("\n")}`]),
  ].join("\n\n");
}

function relationship(number: number) {
  return {
    target: { id: String(number), toolComponent: { name: "CWE", guid: cweGuid } },
    kinds: ["superset"],
  };
}

/** The CWE entries that the rules name; `undefined` = none. */
export function cweTaxonomy(rules: readonly Rule[]): ToolComponent | undefined {
  const numbers = [...new Set(rules.flatMap(({ cwe }) => cwe))].sort((one, other) => one - other);
  if (numbers.length === 0) return undefined;
  return {
    name: "CWE",
    version: "4.14",
    releaseDateUtc: "2024-02-29",
    guid: cweGuid,
    informationUri: "https://cwe.mitre.org/data/published/cwe_v4.14.pdf",
    downloadUri: "https://cwe.mitre.org/data/xml/cwec_v4.14.xml.zip",
    organization: "MITRE",
    shortDescription: { text: "The MITRE Common Weakness Enumeration." },
    isComprehensive: false,
    taxa: numbers.map((number) => ({
      id: String(number),
      helpUri: `https://cwe.mitre.org/data/definitions/${number}.html`,
    })),
  };
}
