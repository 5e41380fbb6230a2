// One self-contained page for people: what is exposed, what is wrong, each with its line and fix. No network, no dependency.

import type { Severity } from "../finding.ts";
import type { Listener } from "../model/listener.ts";
import { htmlScript, htmlStyle } from "./html-assets.ts";

/** One finding as the page shows it; all text is masked already. */
export interface HtmlFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly source: string;
  readonly fix: string | undefined;
  readonly help: string | undefined;
}

interface HtmlHost {
  readonly name: string;
  readonly systems?: readonly HtmlSystem[];
  readonly listeners: readonly HtmlListener[];
  readonly findings: readonly HtmlFinding[];
}

/** One daemon's configuration, of which the root file is named. */
export interface HtmlSystem {
  readonly daemon: string;
  readonly version: string;
  readonly root: string;
}

/** What the page shows of a listener. */
type HtmlListener = Pick<
  Listener,
  "daemon" | "protocol" | "address" | "tls" | "tlsRequired" | "cleartextLogin" | "local"
> & {
  readonly port?: number | null | undefined;
  readonly minTls?: string | null | undefined;
};

/** A page for one host or many; `title` stands atop. */
export function htmlPage(title: string, hosts: readonly HtmlHost[]): string {
  const many = hosts.length > 1;
  return htmlFrame({
    title,
    style: "",
    header: `${many ? "" : systemsLine(hosts[0]?.systems ?? [])}${summary(hosts)}`,
    main: `${filters(hosts)}
${hosts.map((host) => section(host, many)).join("\n")}
<p id="none" hidden>Nothing matches.</p>`,
    script: htmlScript,
  });
}

interface Frame {
  readonly title: string;
  /** Beside the style that all pages share. */
  readonly style: string;
  readonly header: string;
  readonly main: string;
  readonly script: string;
}

/** A page that loads nothing; its policy forbids it to. */
export function htmlFrame({ title, style, header, main, script }: Frame): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${htmlStyle}${style}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
${header}
</header>
<main>
${main}
</main>
<script>${script}</script>
</body>
</html>
`;
}

export const severities: readonly Severity[] = ["error", "warning", "note"];

/** More systems than these are counted. */
const namedSystems = 12;

function systemsLine(systems: readonly HtmlSystem[]): string {
  if (systems.length === 0) return "";
  const left = systems.length - namedSystems;
  return `<p class="place">${systemsText(systems.slice(0, namedSystems))}${left > 0 ? ` and ${left} more` : ""}</p>\n`;
}

export function systemsText(systems: readonly HtmlSystem[]): string {
  return systems
    .map(
      ({ daemon, version, root }) =>
        `${escapeHtml(daemon)} ${escapeHtml(version)} (<code>${escapeHtml(root)}</code>)`,
    )
    .join(", ");
}

function summary(hosts: readonly HtmlHost[]): string {
  const findings = hosts.flatMap((host) => host.findings);
  const listeners = hosts.flatMap((host) => host.listeners.filter((one) => !one.local));
  const clear = listeners.filter((one) => one.cleartextLogin === "anyone").length;
  const counts = severities.map((severity) => {
    const count = findings.filter((one) => one.severity === severity).length;
    return `<li${count > 0 ? ` class="${severity}"` : ""}><b>${count}</b> ${plural(count, severity)}</li>`;
  });
  return `<ul class="summary">${counts.join("")}<li><b>${listeners.length}</b> ${plural(listeners.length, "listener")} for the network</li><li${clear > 0 ? ' class="error"' : ""}><b>${clear}</b> that ${clear === 1 ? "takes" : "take"} passwords in clear</li></ul>`;
}

export function plural(count: number, word: string): string {
  return count === 1 ? word : `${word}s`;
}

function filters(hosts: readonly HtmlHost[]): string {
  const boxes = severities.map(
    (severity) =>
      `<label><input type="checkbox" name="severity" value="${severity}" checked> ${severity}s</label>`,
  );
  const choice =
    hosts.length > 1
      ? `<label>Host <select id="host"><option value="">all ${hosts.length}</option>${hosts.map((host, index) => `<option value="${index}">${escapeHtml(host.name)}</option>`).join("")}</select></label>`
      : "";
  return `<form class="filters" role="search" aria-label="Filter findings" onsubmit="return false">
<label>Search <input type="search" id="search" placeholder="message, rule or file"></label>
<fieldset><legend>Severity</legend>${boxes.join("")}</fieldset>
${choice}
<p id="count" role="status" aria-live="polite"></p>
</form>`;
}

function section(host: HtmlHost, many: boolean): string {
  const level = many ? 3 : 2;
  const head = many ? `<h2>${escapeHtml(host.name)}</h2>` : "";
  return `<section class="host" data-host="${escapeHtml(host.name)}">
${head}
<h${level}>What a client can reach</h${level}>
${exposureList(host.listeners)}
<h${level}>Findings</h${level}>
${host.findings.length === 0 ? '<p class="clean">None.</p>' : findingList(host.findings, many ? `${host.name}/` : "")}
</section>`;
}

/** The worst first: colour and words both say how a listener stands, so neither is needed to read it. */
export function exposureList(listeners: readonly HtmlListener[]): string {
  if (listeners.length === 0) return "<p>No listener.</p>";
  const cards = (local: boolean) => {
    const some = worstFirst(listeners).filter(({ state }) => (state.name === "local") === local);
    return some.map(({ listener, state }) => card(listener, state));
  };
  const [outside, inside] = [cards(false), cards(true)];
  const list = outside.length === 0 ? "<p>Nothing from the network.</p>" : listOf(outside);
  if (inside.length === 0) return list;
  return `${list}<details class="inside"><summary>${inside.length} for this machine only</summary>${listOf(inside)}</details>`;
}

const listOf = (cards: readonly string[]) => `<ul class="listeners">${cards.join("")}</ul>`;

/** The same in little, a port each and those of the network only: for a line of a list of hosts. */
export function portBadges(listeners: readonly HtmlListener[]): string {
  const badges = worstFirst(listeners)
    .filter(({ state }) => state.name !== "local")
    .map(({ listener, state }) => {
      const what = `${escapeHtml(listener.protocol)} ${listener.port ?? "?"}`;
      return `<span class="port ${state.name}" title="${what}: ${state.words}">${what}</span>`;
    });
  return `<span class="ports">${[...new Set(badges)].join("")}</span>`;
}

function worstFirst(listeners: readonly HtmlListener[]) {
  return [...listeners]
    .map((listener) => ({ listener, state: stateOf(listener) }))
    .sort(
      (one, other) =>
        other.state.rank - one.state.rank || (one.listener.port ?? 0) - (other.listener.port ?? 0),
    );
}

interface State {
  readonly rank: number;
  readonly name: "open" | "weak" | "closed" | "local" | "unknown";
  readonly words: string;
}

function stateOf(listener: HtmlListener): State {
  if (listener.local) return { rank: 0, name: "local", words: "this machine only" };
  if (listener.cleartextLogin === "anyone")
    return { rank: 4, name: "open", words: "passwords in clear from anyone" };
  if (listener.cleartextLogin === "unknown" || listener.tls === "unknown")
    return { rank: 2, name: "unknown", words: "not known from these files" };
  if (listener.cleartextLogin === "trusted")
    return { rank: 3, name: "weak", words: "passwords in clear from trusted networks" };
  if (listener.tls === "none") return { rank: 3, name: "weak", words: "no TLS" };
  return { rank: 1, name: "closed", words: "no password in clear" };
}

function card(listener: HtmlListener, state: State): string {
  const where =
    listener.port === undefined || listener.port === null
      ? listener.address
      : `${listener.address.includes(":") ? `[${listener.address}]` : listener.address}:${listener.port}`;
  const tls =
    listener.tls === "implicit"
      ? "TLS from the start"
      : listener.tls === "starttls"
        ? `STARTTLS${listener.tlsRequired === true ? ", demanded" : ""}`
        : listener.tls === "none"
          ? "no TLS"
          : "TLS not known";
  const from =
    listener.minTls === undefined || listener.minTls === null
      ? ""
      : `, ${escapeHtml(listener.minTls)} and up`;
  return `<li class="listener ${state.name}"><b>${escapeHtml(listener.protocol)}</b> <code>${escapeHtml(where)}</code> <span class="daemon">${listener.daemon}</span><br>${tls}${from}<br><span class="state">${state.words}</span></li>`;
}

/** The worst first, else in the order of the files. Each has a name to link to, which `scope` keeps apart from other hosts'. */
export function findingList(findings: readonly HtmlFinding[], scope: string): string {
  const sorted = severities.flatMap((severity) => findings.filter((one) => one.severity === severity));
  return `<ol class="findings">${sorted.map((one) => findingItem(one, scope)).join("\n")}</ol>`;
}

function findingItem(one: HtmlFinding, scope: string): string {
  const fix = one.fix === undefined ? "" : `<p class="fix">Fix: ${marked(one.fix)}</p>`;
  const id = idOf(`${scope}${one.rule}:${one.file}:${one.line}:${one.column}`);
  const rule =
    one.help === undefined
      ? escapeHtml(one.rule)
      : `<a href="${escapeHtml(one.help)}" rel="noreferrer">${escapeHtml(one.rule)}</a>`;
  return `<li class="finding ${one.severity}" id="${escapeHtml(id)}">
<p class="message"><span class="badge">${one.severity}</span> ${marked(one.message)}</p>
<p class="place"><a href="#${encodeURIComponent(id)}"><code>${escapeHtml(one.file)}:${one.line}:${one.column}</code></a> · ${rule}</p>
<pre tabindex="0"><code>${escapeHtml(one.source)}</code></pre>${fix}
</li>`;
}

/** A name in the page and behind `#`: without blanks, control characters and halves of a character. */
export function idOf(text: string): string {
  return text.replace(unprintable, "_").replace(/\s/g, "_");
}

/** Backticks of a message become code. */
function marked(message: string): string {
  return escapeHtml(message).replace(/`([^`]*)`/g, "<code>$1</code>");
}

// Control characters other than the tab have no place in a page; lone surrogates stand for bytes that are no UTF-8.
const unprintable =
  /[\0-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ud800-\udbff](?![\udc00-\udfff])/g;

export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(unprintable, "\ufffd").replace(/[&<>"']/g, (char) => entities[char] ?? char);
}
