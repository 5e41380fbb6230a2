import { defineRule } from "../../src/rule.ts";
import { reportProblems } from "../../src/vocabulary.ts";

export default defineRule({
  id: "dovecot/filter-conflict",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "Two blocks of different kinds set one setting for the same client.",
  why: `Dovecot 2.3 lets the more special block win, but of \`remote\` and \`protocol\`, or of \`local\` and \`remote\`, neither is
that: once a client comes for which both hold, the login process ends with "Conflict in setting", and the client is cut
off. doveconf looks at one block at a time and does not see it. Dovecot 2.4 takes the last block.`,
  remedy:
    "Set it in blocks of one kind only, one inside of the other if need be, and the value for all others at the top level.",
  references: [
    {
      title: "Dovecot 2.3, src/config/config-filter.c, config_filter_parsers_get",
      url: "https://github.com/dovecot/core/blob/2.3.19.1/src/config/config-filter.c",
    },
    {
      title: "Dovecot, configuration syntax",
      url: "https://doc.dovecot.org/latest/core/settings/syntax.html",
    },
  ],
  check: (context) => reportProblems(context, "dovecot/filter-conflict"),
  examples: [
    {
      title: "by protocol and by network",
      bad: `protocol imap {
  disable_plaintext_auth = yes
}
remote 127.0.0.2 {
  disable_plaintext_auth = «no»
}
`,
    },
    {
      title: "by both ends of the connection",
      bad: `local 127.0.0.1 {
  disable_plaintext_auth = no
}
remote 127.0.0.0/8 {
  disable_plaintext_auth = «yes»
}
`,
    },
    {
      title: "for all, and by network",
      good: `disable_plaintext_auth = yes
remote 127.0.0.2 {
  disable_plaintext_auth = no
}
`,
    },
    {
      title: "one inside of the other",
      good: `local 127.0.0.1 {
  disable_plaintext_auth = no
  remote 127.0.0.0/8 {
    disable_plaintext_auth = yes
  }
}
`,
      trap: true,
    },
    {
      title: "a network in a network",
      good: `remote 127.0.0.0/8 {
  disable_plaintext_auth = yes
}
remote 127.0.0.2 {
  disable_plaintext_auth = no
}
`,
      trap: true,
    },
    {
      title: "no client comes from both networks",
      good: `remote 10.0.0.0/8 {
  protocol imap {
    disable_plaintext_auth = no
  }
}
remote 127.0.0.0/8 {
  disable_plaintext_auth = yes
}
`,
      trap: true,
    },
    {
      title: "the delivery agent has no client",
      good: `protocol lda {
  mail_debug = yes
}
remote 127.0.0.2 {
  mail_debug = no
}
`,
      trap: true,
    },
    {
      title: "Dovecot 2.4 takes the last one",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocol imap {
  auth_allow_cleartext = no
}
remote 127.0.0.2 {
  auth_allow_cleartext = yes
}
`,
      trap: true,
    },
  ],
});
