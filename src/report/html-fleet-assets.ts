// Style and script of the HTML page of a fleet, beside those of the page of one host.

export const htmlFleetStyle = `
.host { border: 1px solid var(--line); border-radius: .5rem; margin: .4rem 0; padding: .4rem .8rem; content-visibility: auto; contain-intrinsic-size: auto 2.5rem; }
.host > p { margin: .2rem 0; }
.host summary { cursor: pointer; display: flex; flex-wrap: wrap; gap: .3rem .6rem; align-items: center; }
.host summary::before { content: "\\25b8"; }
.host[open] summary::before { content: "\\25be"; }
.name { overflow-wrap: anywhere; min-width: 12rem; }
.failed .state { color: var(--error); }
.nothing .state, .found { color: var(--soft); }
.ports { display: inline-flex; flex-wrap: wrap; gap: .2rem; }
.port { border: 1px solid var(--line); border-bottom-width: .25rem; border-radius: .3rem; padding: 0 .35rem; background: var(--card); font: .85em ui-monospace, monospace; }
.port.open { border-bottom-color: var(--error); } .port.weak, .port.unknown { border-bottom-color: var(--warning); border-bottom-style: dashed; } .port.closed { border-bottom-color: var(--good); border-bottom-style: double; }
.tag { font-weight: 700; font-size: .9em; } .tag.error { color: var(--error); } .tag.warning { color: var(--warning); }
@media print { .host { content-visibility: visible; break-inside: auto; } }
`;

/** Shows the hosts and findings that match; without it the page shows everything, hosts folded. */
export const htmlFleetScript = `
(() => {
  const search = document.getElementById("search");
  const exposure = document.getElementById("exposure");
  const boxes = [...document.querySelectorAll("input[name=severity]")];
  const hosts = [...document.querySelectorAll(".host")].map((element) => ({
    element,
    name: element.dataset.name.toLowerCase(),
    exposure: element.dataset.exposure.split(" "),
    findings: [...element.querySelectorAll(".finding")].map((one) => ({ element: one, severity: one.dataset.severity, text: undefined })),
  }));
  const all = hosts.reduce((sum, { findings }) => sum + findings.length, 0);
  const has = (finding, words) => {
    finding.text ??= finding.element.textContent.toLowerCase();
    return words.every((word) => finding.text.includes(word));
  };
  const apply = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    let shownHosts = 0, shown = 0;
    for (const host of hosts) {
      const named = words.every((word) => host.name.includes(word));
      let here = 0;
      for (const finding of host.findings) {
        const match = wanted.has(finding.severity) && (named || has(finding, words));
        finding.element.hidden = !match;
        if (match) here++;
      }
      const mine = exposure.value === "" || host.exposure.includes(exposure.value);
      const visible = mine && (here > 0 || (named && wanted.size === boxes.length));
      host.element.hidden = !visible;
      if (visible) { shownHosts++; shown += here; }
    }
    document.getElementById("count").textContent = shownHosts + " of " + hosts.length + " hosts, " + shown + " of " + all + " findings";
    document.getElementById("none").hidden = shownHosts > 0 || hosts.length === 0;
  };
  let waiting;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, hosts.length > 500 ? 200 : 0);
  });
  exposure.addEventListener("change", apply);
  for (const box of boxes) box.addEventListener("change", apply);
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details.host:not([open]):not([hidden])")];
    for (const one of folded) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of folded) one.open = false;
  });
  apply();
})();
`;
