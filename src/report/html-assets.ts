// Style and script of the HTML report.

// Contrast of every pair of colours is at least 4.5:1 in both schemes (WCAG 2.2, 1.4.3).
export const htmlStyle = `
:root { --bg: #fff; --fg: #1b1f24; --soft: #57606a; --line: #d0d7de; --card: #f6f8fa; --error: #a40e26; --warning: #7d4e00; --note: #0550ae; --good: #116329; }
@media (prefers-color-scheme: dark) { :root { --bg: #0d1117; --fg: #e6edf3; --soft: #9da7b3; --line: #30363d; --card: #161b22; --error: #ff8a80; --warning: #e3b341; --note: #79c0ff; --good: #56d364; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 5rem; }
body { margin: 0 auto; max-width: 70rem; padding: 1rem; background: var(--bg); color: var(--fg); font: 16px/1.5 system-ui, sans-serif; }
h1 { margin: 0 0 .5rem; font-size: 1.6rem; }
ul, ol { list-style: none; padding: 0; }
a { color: var(--note); }
code, pre { font-family: ui-monospace, monospace; font-size: .9em; }
.summary, .listeners { display: flex; flex-wrap: wrap; gap: .75rem; }
.summary li, .listener { border: 1px solid var(--line); border-radius: .5rem; padding: .4rem .8rem; background: var(--card); }
.error b, .error .badge, .open .state { color: var(--error); }
.warning b, .warning .badge, .weak .state, .unknown .state { color: var(--warning); }
.note b, .note .badge { color: var(--note); }
.closed .state, .clean { color: var(--good); }
.local .state { color: var(--soft); }
.listeners { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); }
.listener { border-left-width: .4rem; overflow-wrap: anywhere; }
.daemon { color: var(--soft); font-size: .85em; }
summary { cursor: pointer; }
.inside { margin-bottom: 1rem; } .inside > summary { color: var(--soft); }
.open { border-left-color: var(--error); } .weak, .unknown { border-left-color: var(--warning); } .closed { border-left-color: var(--good); }
#count { margin: 0; color: var(--soft); }
.filters { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; z-index: 1; position: sticky; top: 0; background: var(--bg); padding: .5rem 0; border-bottom: 1px solid var(--line); }
.filters fieldset { border: 0; margin: 0; padding: 0; display: flex; gap: .75rem; }
.filters legend { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
input[type=search], select, button { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: .3rem; padding: .2rem .5rem; max-width: 100%; }
input[type=search] { width: 18rem; }
select { max-width: calc(100vw - 2rem); }
button { cursor: pointer; }
.copy { font-size: .8em; padding: 0 .4rem; margin-left: .4rem; border-color: var(--line); color: var(--soft); }
.copy::before { content: "copy"; } .copy.done::before { content: "copied"; }
:focus-visible { outline: 3px solid var(--note); outline-offset: 2px; }
.finding { border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .8rem; margin: .6rem 0; break-inside: avoid; content-visibility: auto; contain-intrinsic-size: auto 7rem; }
.finding:target, .finding.named { outline: 3px solid var(--note); }
.finding p { margin: .2rem 0; overflow-wrap: anywhere; }
.place a:has(code) { color: inherit; text-decoration-color: var(--line); }
.badge { font-weight: 700; }
.place { color: var(--soft); overflow-wrap: anywhere; }
pre { background: var(--card); border-radius: .3rem; padding: .4rem .6rem; margin: .4rem 0 0; overflow-x: auto; }
.fix { color: var(--good); }
@media (max-width: 40rem) { .filters { position: static; } html { scroll-padding-top: 0; } }
[hidden] { display: none !important; }
@media print { .filters, .copy { display: none; } .finding { content-visibility: visible; } body { max-width: none; } pre { white-space: pre-wrap; } }
`;

/** A button behind each finding's place, in the form that editors and tickets understand; nothing where it has one. */
export const copyScript = `
  const addCopyButtons = (within) => {
    for (const place of within.querySelectorAll(".finding .place")) {
      if (place.querySelector("button")) continue;
      const finding = place.closest(".finding");
      const where = place.querySelector("code").textContent;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.setAttribute("aria-label", "copy finding at " + where);
      const [severity, ...message] = finding.querySelector(".message").textContent.split(" ");
      const rule = place.lastElementChild.textContent;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(where + ": " + severity + ": " + message.join(" ") + " [" + rule + "]");
        button.classList.add("done");
        setTimeout(() => button.classList.remove("done"), 1500);
      });
      place.append(button);
    }
  };`;

/** Shows what matches the search, the severities and the host; without it the page shows everything. */
export const htmlScript = `
(() => {${copyScript}
  const search = document.getElementById("search");
  const host = document.getElementById("host");
  const boxes = [...document.querySelectorAll("input[name=severity]")];
  const sections = [...document.querySelectorAll("section.host")].map((element) => ({
    element,
    findings: [...element.querySelectorAll(".finding")].map((one) => ({ one, severity: one.classList[1], text: one.textContent.toLowerCase() })),
  }));
  const apply = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    let shown = 0, all = 0;
    sections.forEach((section, index) => {
      const mine = !host || host.value === "" || Number(host.value) === index;
      section.element.hidden = !mine;
      for (const { one, severity, text } of section.findings) {
        all++;
        one.hidden = !(mine && wanted.has(severity) && words.every((word) => text.includes(word)));
        if (!one.hidden) shown++;
      }
    });
    document.getElementById("count").textContent = shown + " of " + all + " findings";
    document.getElementById("none").hidden = shown > 0 || all === 0;
  };
  search.addEventListener("input", apply);
  if (host) host.addEventListener("change", apply);
  for (const box of boxes) box.addEventListener("change", apply);
  const follow = () => {
    const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!named || !named.classList.contains("finding") || !named.hidden) return;
    search.value = "";
    if (host) host.value = "";
    for (const box of boxes) box.checked = true;
    apply();
    named.scrollIntoView();
  };
  addEventListener("hashchange", follow);
  apply();
  addCopyButtons(document);
})();
`;
