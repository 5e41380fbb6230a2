// The HTML page of a fleet run, in parts that can be written one host at a time: what is exposed on each host, the worst
// first, and what was found there. One self-contained file, no network.

import { type Exposure, exposureWords } from "../model/exposure.ts";
import type { HostLine, LineFinding, LintedHost } from "./fleet-line.ts";
import { type Count, exposureLabels, type Tally } from "./fleet-summary.ts";
import {
  escapeHtml,
  exposureList,
  findingList,
  type HtmlFinding,
  htmlFrame,
  idOf,
  plural,
  portBadges,
  severities,
  systemsText,
} from "./html.ts";
import { htmlFleetScript, htmlFleetStyle } from "./html-fleet-assets.ts";
import { docsUrl } from "./report.ts";
import { visible } from "./visible.ts";

/** What a scan would report, in the order of its weight. */
const weights = ["openRelay", "withoutTls", "cleartextLogin", "weakTls", "unknown"] as const;

/** Hosts with a smaller rank come first; equal ranks by name. */
export function hostRank(line: HostLine): number {
  if (line.status !== "linted") return line.status === "failed" ? 0 : Number.MAX_SAFE_INTEGER;
  const exposed = weights.findIndex((name) => line.exposure[name] > 0);
  const place = exposed === -1 ? weights.length : exposed;
  const { error, warning, note } = line.counts;
  const found = error > 0 ? 1 : warning > 0 ? 2 : note > 0 ? 3 : 4;
  return 1 + place * 10 + found + (place < weights.length ? 1 - shareOf(line.exposure) : 0);
}

/** Between 0 and 1: how many of the weaknesses a host has. */
function shareOf(exposure: Exposure): number {
  return weights.filter((name) => exposure[name] > 0).length / (weights.length + 1);
}

/** All of the page before and behind the hosts. */
export function fleetFrame(tally: Tally): { readonly head: string; readonly tail: string } {
  const mark = "\0";
  const title = "mailint fleet report";
  const page = htmlFrame({
    title,
    style: htmlFleetStyle,
    header: summaryList(tally),
    main: `${filters(tally)}
<noscript><p>Without JavaScript this page shows the ${shownAtOnce} worst hosts only.</p></noscript>
<div id="hosts">
${mark}</div>
<p id="none" hidden>Nothing matches.</p>
<p id="rest" hidden><span></span> <button type="button" id="more"></button></p>`,
    script: htmlFleetScript,
  });
  const [head = "", tail = ""] = page.split(mark);
  return { head, tail };
}

function summaryList({ hosts, failed, exposure, severities: found }: Tally): string {
  const item = (count: number, words: string, kind = "") =>
    `<li${kind === "" ? "" : ` class="${kind}"`}><b>${count}</b> ${words}</li>`;
  const exposed = ({ hosts: those }: Count, name: keyof Exposure) =>
    item(those, `${plural(those, "host")}: ${exposureLabels[name]}`, those > 0 ? kinds[name] : "");
  return `<ul class="summary">${item(hosts, plural(hosts, "host"))}${weights
    .map((name) => exposed(exposure[name], name))
    .join("")}${failed > 0 ? item(failed, "failed", "error") : ""}${severities
    .map((severity) =>
      item(
        found[severity].findings,
        plural(found[severity].findings, severity),
        found[severity].findings > 0 ? severity : "",
      ),
    )
    .join("")}</ul>`;
}

const kinds: Readonly<Record<keyof Exposure, string>> = {
  openRelay: "error",
  withoutTls: "error",
  cleartextLogin: "error",
  weakTls: "warning",
  unknown: "warning",
};

function filters({ hosts, failed, exposure }: Tally): string {
  const boxes = severities.map(
    (severity) =>
      `<label><input type="checkbox" name="severity" value="${severity}" checked> ${severity}s</label>`,
  );
  const choices = [
    `<option value="">all ${hosts}</option>`,
    ...weights.map(
      (name) => `<option value="${name}">${exposureLabels[name]} (${exposure[name].hosts})</option>`,
    ),
    `<option value="failed">failed (${failed})</option>`,
  ];
  return `<form class="filters" role="search" aria-label="Filter hosts and findings" onsubmit="return false">
<label>Search <input type="search" id="search" placeholder="host, message, rule or file"></label>
<fieldset><legend>Severity</legend>${boxes.join("")}</fieldset>
<label>Hosts <select id="exposure">${choices.join("")}</select></label>
<p id="count" role="status" aria-live="polite"></p>
</form>`;
}

/**
 * So many hosts of the list are elements from the start. The others wait as text, which costs a browser next to nothing
 * until somebody wants to see them.
 */
export const shownAtOnce = 100;

/** The same host as text, for the script of the page. */
export const waitingHost = { before: '<script type="text/html">', after: "</script>\n" } as const;

/** One host: its name, its ports as a picture, and behind it the listeners and findings. */
export function fleetHost(line: HostLine): string {
  const name = escapeHtml(visible(line.host));
  const scope = `${visible(line.host)}/`;
  const id = escapeHtml(idOf(scope));
  if (line.status !== "linted")
    return `<div class="host ${line.status}" data-name="${name}" data-exposure="${line.status}" data-counts="0 0 0" id="${id}"><p><b class="name">${name}</b> <span class="state">${escapeHtml(line.reason)}</span></p></div>\n`;
  const exposed = weights.filter((exposure) => line.exposure[exposure] > 0);
  const tags = exposed.map((one) => `<span class="tag ${kinds[one]}">${exposureWords[one]}</span>`);
  const counts = severities
    .filter((severity) => line.counts[severity] > 0)
    .map((severity) => `${line.counts[severity]} ${plural(line.counts[severity], severity)}`);
  return `<details class="host" data-name="${name}" data-exposure="${exposed.join(" ")}" data-counts="${severities.map((severity) => line.counts[severity]).join(" ")}" id="${id}"><summary><b class="name">${name}</b> ${portBadges(line.listeners)} ${tags.join(" ")} <span class="found">${counts.join(", ") || "nothing found"}</span></summary>
<p class="place"><a href="#${encodeURIComponent(idOf(scope))}"><code>${escapeHtml(visible(line.path))}</code></a> · ${systems(line)}</p>${failures(line)}
${exposureList(line.listeners)}
${line.findings.length === 0 ? '<p class="clean">No findings.</p>' : findingList(line.findings.map(shownFinding), scope)}
</details>
`;
}

function systems({ systems: all }: LintedHost): string {
  return systemsText(all.map((system) => ({ ...system, root: visible(system.root) })));
}

function failures({ failures: all }: LintedHost): string {
  if (all.length === 0) return "";
  const items = all.map(
    ({ file, reason }) => `<li><code>${escapeHtml(visible(file))}</code> ${escapeHtml(visible(reason))}</li>`,
  );
  return `\n<p class="state">Not read:</p><ul class="failures">${items.join("")}</ul>`;
}

function shownFinding({ fix, ...finding }: LineFinding): HtmlFinding {
  return {
    ...finding,
    message: visible(finding.message),
    file: visible(finding.file),
    fix: fix === undefined ? undefined : visible(fix.title),
    help: docsUrl(finding.rule),
  };
}
