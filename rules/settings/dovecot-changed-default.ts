import { changedDovecotDefaults } from "../../src/checks-dovecot-defaults.ts";
import { defineRule } from "../../src/rule.ts";

const quiet = `mail_location = maildir:~/Maildir\nmail_cache_fields = flags\n`;

export default defineRule({
  id: "dovecot/changed-default",
  since: "0.1.0",
  severity: "note",
  precision: "high",
  cwe: [1188],
  summary: "What a Dovecot 2.3 does without being told, 2.4 does another way.",
  why: `With \`--target dovecot=2.4\` a tree of 2.3 is read as if 2.4 ran on it. What it does not set then has the new default: a port
opens, deliveries are put off, scripts are not found, without a line having changed.`,
  remedy: "Let the new default stand where it does no harm, else write what is meant.",
  references: [
    {
      title: "Dovecot, upgrading from 2.3 to 2.4",
      url: "https://doc.dovecot.org/latest/installation/upgrade/2.3-to-2.4.html",
    },
  ],
  check: changedDovecotDefaults,
  examples: [
    {
      title: "nothing is served any more",
      version: "2.4",
      before: "2.3",
      bad: `«mail_location = maildir:~/Maildir»\nmail_cache_fields = flags\nlmtp_user_concurrency_limit = 5\nservice lmtp {\n  service_count = 10\n}\n`,
    },
    {
      title: "port 465 opens",
      version: "2.4",
      before: "2.3",
      bad: `${quiet}«protocols = imap submission»\n`,
    },
    {
      title: "trusted clients without TLS, where TLS is required",
      version: "2.4",
      before: "2.3",
      bad: `${quiet}protocols = imap\nssl = required\n«login_trusted_networks = 192.0.2.0/24»\n`,
    },
    {
      title: "the usual place of Sieve scripts is usual no more",
      version: "2.4",
      before: "2.3",
      bad: `«protocols = lmtp»\n${quiet}lmtp_user_concurrency_limit = 5\nservice lmtp {\n  service_count = 10\n}\nmail_plugins = sieve\n`,
    },
    {
      title: "hashes of DES and MD5 in a passwd-file",
      version: "2.4",
      before: "2.3",
      bad: `${quiet}protocols = imap\npassdb {\n  driver = passwd-file\n  «args = /etc/dovecot/users»\n}\n`,
    },
    {
      title: "ten deliveries at a time to one user",
      version: "2.4",
      before: "2.3",
      bad: `«protocols = lmtp»\n${quiet}service lmtp {\n  service_count = 10\n}\n`,
    },
    {
      title: "a process for each LMTP connection",
      version: "2.4",
      before: "2.3",
      bad: `«protocols = lmtp»\n${quiet}lmtp_user_concurrency_limit = 5\n`,
    },
    {
      title: "larger caches",
      version: "2.4",
      before: "2.3",
      bad: `«protocols = imap»\nmail_location = maildir:~/Maildir\n`,
    },
    {
      title: "ten megabytes over quota instead of ten per cent",
      version: "2.4",
      before: "2.3",
      bad: `«protocols = imap»\n${quiet}mail_plugins = quota\nplugin {\n  quota = count:User quota\n  quota_vsizes = yes\n}\n`,
    },
    {
      title: "a search waits half a minute",
      version: "2.4",
      before: "2.3",
      bad: `«protocols = imap»\n${quiet}mail_plugins = fts fts_solr\nplugin {\n  fts = solr\n}\n`,
    },
    {
      title: "folders that only hold others",
      version: "2.4",
      before: "2.3",
      bad: "«protocols = imap»\nmail_location = mdbox:~/mail\nmail_cache_fields = flags\n",
    },
    {
      title: "the order in which an mbox is locked",
      version: "2.4",
      before: "2.3",
      bad: "«protocols = imap»\nmail_location = mbox:~/mail:NO-NOSELECT\nmail_cache_fields = flags\n",
    },
    {
      title: "a port in `listen`, as 1.x wrote it",
      version: "2.4",
      before: "2.3",
      bad: `protocols = imap\n${quiet}«listen = 127.0.0.1:10143»\n`,
    },
    {
      title: "all is set, so that no default counts",
      version: "2.4",
      before: "2.3",
      good: `protocols = imap submission lmtp
${quiet}lmtp_user_concurrency_limit = 5
mail_plugins = sieve quota
service lmtp {
  service_count = 10
}
service submission-login {
  inet_listener submissions {
    port = 0
  }
}
plugin {
  sieve = file:~/sieve;active=~/.dovecot.sieve
  quota = count:User quota
  quota_vsizes = yes
  quota_grace = 20M
}
passdb {
  driver = passwd-file
  args = scheme=BLF-CRYPT /etc/dovecot/users
}
`,
    },
    {
      title: "no upgrade is asked about",
      good: "protocols = imap lmtp submission\n",
      trap: true,
    },
    {
      title: "a tree of 2.4 has the new defaults already",
      version: "2.4",
      before: "2.3",
      good: "dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\nprotocols = imap lmtp\n",
      trap: true,
    },
  ],
});
