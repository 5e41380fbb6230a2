import { programOf } from "../../src/model/postfix-services.ts";
import { ownEntry } from "../../src/own-entry.ts";
import { defineRule } from "../../src/rule.ts";
import { postfixSystems, replaceFix } from "../../src/vocabulary.ts";
import { readme } from "../../src/vocabulary-postfix.ts";

export default defineRule({
  id: "postfix/maxproc-wrong",
  since: "0.1.0",
  severity: "warning",
  precision: "very-high",
  cwe: [],
  summary: "A service has a number of processes that it does not work with.",
  why: "The queue manager, pickup, tlsmgr and others must run once; cleanup, bounce and tlsproxy must not be limited. Otherwise mail is delayed or lost track of.",
  remedy: "Write the number of the stock master.cf.",
  references: [readme("master.5")],
  check(context) {
    for (const { config } of postfixSystems(context))
      for (const service of config.services) {
        const wanted = ownEntry(counts, programOf(service));
        const { maxproc } = service;
        if (wanted === undefined || maxproc.text === wanted || (maxproc.text === "-" && wanted === "0"))
          continue;
        if (!/^(?:\d+|-)$/.test(maxproc.text)) continue;
        context.report({
          span: maxproc.span,
          message: `\`${programOf(service)}\` needs a process limit of \`${wanted}\`, not \`${maxproc.text}\``,
          fix: replaceFix(`write \`${wanted}\``, maxproc.span, wanted),
        });
      }
  },
  examples: [
    {
      title: "two queue managers",
      dialect: "postfix-master",
      bad: "qmgr unix n - n 300 «2» qmgr\n",
      fixed: "qmgr unix n - n 300 1 qmgr\n",
    },
    {
      title: "as in the stock file",
      dialect: "postfix-master",
      good: "qmgr unix n - n 300 1 qmgr\ncleanup unix n - y - 0 cleanup\n",
    },
  ],
});

const counts: Readonly<Record<string, string>> = {
  qmgr: "1",
  pickup: "1",
  tlsmgr: "1",
  anvil: "1",
  scache: "1",
  postscreen: "1",
  verify: "1",
  cleanup: "0",
  bounce: "0",
};
