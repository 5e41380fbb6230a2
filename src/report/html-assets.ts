// Style and script of the HTML report.

// Contrast of every pair of colours is at least 4.5:1 in both schemes (WCAG 2.2, 1.4.3).
export const htmlStyle = `
:root { --bg: #fff; --fg: #1b1f24; --soft: #57606a; --line: #d0d7de; --card: #f6f8fa; --error: #a40e26; --warning: #7d4e00; --note: #0550ae; --good: #116329; }
@media (prefers-color-scheme: dark) { :root { --bg: #0d1117; --fg: #e6edf3; --soft: #9da7b3; --line: #30363d; --card: #161b22; --error: #ff8a80; --warning: #e3b341; --note: #79c0ff; --good: #56d364; } }
* { box-sizing: border-box; }
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
.listener { border-left-width: .4rem; flex: 1 1 14rem; }
.open { border-left-color: var(--error); } .weak, .unknown { border-left-color: var(--warning); } .closed { border-left-color: var(--good); }
.filters { display: flex; flex-wrap: wrap; gap: 1rem; align-items: center; position: sticky; top: 0; background: var(--bg); padding: .5rem 0; border-bottom: 1px solid var(--line); }
.filters fieldset { border: 0; margin: 0; padding: 0; display: flex; gap: .75rem; }
.filters legend { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
input[type=search], select { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: .3rem; padding: .2rem .5rem; }
:focus-visible { outline: 3px solid var(--note); outline-offset: 2px; }
.finding { border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .8rem; margin: .6rem 0; break-inside: avoid; }
.finding p { margin: .2rem 0; }
.badge { font-weight: 700; }
.place { color: var(--soft); overflow-wrap: anywhere; }
pre { background: var(--card); border-radius: .3rem; padding: .4rem .6rem; margin: .4rem 0 0; overflow-x: auto; }
.fix { color: var(--good); }
[hidden] { display: none !important; }
@media print { .filters, #count { display: none; } body { max-width: none; } pre { white-space: pre-wrap; } }
`;

/** Shows what matches the search, the severities and the host; without it the page shows everything. */
export const htmlScript = `
(() => {
  const search = document.getElementById("search");
  const host = document.getElementById("host");
  const boxes = [...document.querySelectorAll("input[name=severity]")];
  const sections = [...document.querySelectorAll("section.host")];
  const apply = () => {
    const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    let shown = 0, all = 0;
    sections.forEach((section, index) => {
      const mine = !host || host.value === "" || Number(host.value) === index;
      section.hidden = !mine;
      for (const one of section.querySelectorAll(".finding")) {
        all++;
        const text = one.textContent.toLowerCase();
        one.hidden = !(mine && wanted.has(one.dataset.severity) && words.every((word) => text.includes(word)));
        if (!one.hidden) shown++;
      }
    });
    document.getElementById("count").textContent = shown + " of " + all + " findings";
    document.getElementById("none").hidden = shown > 0 || all === 0;
  };
  search.addEventListener("input", apply);
  if (host) host.addEventListener("change", apply);
  for (const box of boxes) box.addEventListener("change", apply);
  apply();
})();
`;
