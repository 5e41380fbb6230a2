// Style and script of the HTML page of a fleet, beside those of the page of one host.

import { copyScript } from "./html-assets.ts";

export const htmlFleetStyle = `
.host { border: 1px solid var(--line); border-radius: .5rem; margin: .4rem 0; padding: .4rem .8rem; content-visibility: auto; contain-intrinsic-size: auto 2.5rem; }
.host > p { margin: .2rem 0; }
.host > summary { display: flex; flex-wrap: wrap; gap: .3rem .6rem; align-items: center; }
.host > summary::before { content: "\\25b8"; }
.host[open] > summary::before { content: "\\25be"; }
.name { overflow-wrap: anywhere; min-width: 12rem; }
.failed .state { color: var(--error); }
.nothing .state, .found { color: var(--soft); }
.ports { display: inline-flex; flex-wrap: wrap; gap: .2rem; }
.port { border: 1px solid var(--line); border-bottom-width: .25rem; border-radius: .3rem; padding: 0 .35rem; background: var(--card); font: .85em ui-monospace, monospace; }
.port.open { border-bottom-color: var(--error); } .port.weak, .port.unknown { border-bottom-color: var(--warning); border-bottom-style: dashed; } .port.closed { border-bottom-color: var(--good); border-bottom-style: double; }
.tag { font-weight: 700; font-size: .9em; } .tag.error { color: var(--error); } .tag.warning { color: var(--warning); }
@media print { .host { content-visibility: visible; break-inside: auto; } }
`;

/** Shows the hosts and findings that match, so many at a time; hosts that wait as text become elements when they are shown. */
export const htmlFleetScript = `
(() => {${copyScript}
  const batch = 100;
  const byId = (id) => document.getElementById(id);
  const [search, exposure, more] = ["search", "exposure", "more"].map(byId);
  const boxes = [...document.querySelectorAll("input[name=severity]")];
  const order = boxes.map((box) => box.value);
  const entities = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
  const plain = (html) => html.replace(/<[^>]*>/g, "").replace(/&([^;]{2,4});/g, (all, name) => entities[name] ?? all);
  const hostOf = (source) => {
    const waits = source.localName === "script";
    const tag = waits ? source.firstChild.substringData(0, 8192) : "";
    const attribute = (name) => waits ? plain(new RegExp(" " + name + '="([^"]*)"').exec(tag)[1]) : source.getAttribute(name);
    return {
      source,
      waits,
      element: waits ? undefined : source,
      id: attribute("id"),
      name: attribute("data-name").toLowerCase(),
      exposure: attribute("data-exposure").split(" "),
      counts: attribute("data-counts").split(" ").map(Number),
      findings: undefined,
    };
  };
  const hosts = [...byId("hosts").children].map(hostOf);
  const all = hosts.reduce((sum, { counts }) => sum + counts[0] + counts[1] + counts[2], 0);
  const findingsOf = (host) => host.findings ??= (host.waits ? host.source.textContent : host.source.innerHTML)
    .split('<li class="finding ').slice(1).map((part) => ({
      severity: part.slice(0, part.indexOf('"')),
      text: plain(part.slice(part.indexOf(">") + 1)).toLowerCase(),
    }));
  const show = (host) => {
    if (host.element === undefined) {
      const template = document.createElement("template");
      template.innerHTML = host.source.textContent;
      host.element = template.content.firstElementChild;
      host.source.before(host.element);
    }
    host.element.hidden = false;
  };
  const hide = (host) => {
    if (host.element === undefined) return;
    if (!host.waits) host.element.hidden = true;
    else {
      host.element.remove();
      host.element = undefined;
    }
  };
  let limit = batch;
  let pinned;
  const apply = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const sum = ({ counts }) => order.reduce((total, severity, at) => total + (wanted.has(severity) ? counts[at] : 0), 0);
    const isShown = ({ severity, text }) => wanted.has(severity) && words.every((word) => text.includes(word));
    const matching = [];
    let found = 0;
    for (const host of hosts) {
      if (exposure.value !== "" && !host.exposure.includes(exposure.value)) continue;
      const named = words.every((word) => host.name.includes(word));
      const here = named ? sum(host) : findingsOf(host).filter(isShown).length;
      if (here === 0 && !(named && wanted.size === boxes.length)) continue;
      matching.push({ host, named });
      found += here;
    }
    const shown = matching.filter(({ host }, at) => at < limit || host === pinned);
    const kept = new Set(shown.map(({ host }) => host));
    for (const host of hosts) if (!kept.has(host)) hide(host);
    for (const { host, named } of shown) {
      show(host);
      host.element.querySelectorAll(".finding").forEach((element, at) => {
        element.hidden = !(named ? wanted.has(element.classList[1]) : isShown(findingsOf(host)[at]));
      });
    }
    const left = matching.length - shown.length;
    byId("count").textContent = matching.length + " of " + hosts.length + " hosts, " + found + " of " + all + " findings";
    byId("none").hidden = matching.length > 0 || hosts.length === 0;
    byId("rest").hidden = left === 0;
    byId("rest").firstElementChild.textContent = shown.length + " of " + matching.length + " are shown.";
    more.textContent = "Show " + Math.min(batch, left) + " more";
  };
  const anew = () => {
    limit = batch;
    pinned = undefined;
    apply();
  };
  let waiting;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(anew, hosts.length > 500 ? 200 : 0);
  });
  exposure.addEventListener("change", anew);
  for (const box of boxes) box.addEventListener("change", anew);
  more.addEventListener("click", () => {
    const before = new Set(document.querySelectorAll(".host:not([hidden])"));
    limit += batch;
    apply();
    const first = [...document.querySelectorAll(".host:not([hidden])")].find((one) => !before.has(one));
    const target = first.querySelector("summary") ?? first;
    if (target === first) first.tabIndex = -1;
    target.focus();
  });
  document.addEventListener("toggle", ({ target }) => target.open && addCopyButtons(target), true);
  const follow = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    pinned = id === "" ? undefined : hosts.find((host) => id.startsWith(host.id));
    if (pinned === undefined) return;
    search.value = "";
    exposure.value = "";
    for (const box of boxes) box.checked = true;
    apply();
    pinned.element.open = true;
    // A browser looks for the target of a link before the host is there.
    document.querySelector(".finding.named")?.classList.remove("named");
    const named = byId(id);
    if (named?.classList.contains("finding")) named.classList.add("named");
    named?.scrollIntoView();
  };
  addEventListener("hashchange", follow);
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details.host:not([open]):not([hidden])")];
    for (const one of folded) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of folded) one.open = false;
  });
  apply();
  follow();
})();
`;
