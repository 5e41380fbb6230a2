// Dovecot 2.3 trees as people have them, for the conversion to 2.4. `@` stands for the directory the tree lies in.

import type { Files } from "./daemons.ts";

const common = `# main file
protocols = imap pop3 lmtp sieve
listen = *, ::
!include conf.d/*.conf
!include_try local.conf
`;

export const upgradeTrees: Readonly<Record<string, Files>> = {
  "virtual users in SQL": {
    "dovecot.conf": `${common}dict {\n  quota = mysql:@/dovecot-dict-sql.conf.ext\n}\n`,
    "conf.d/10-auth.conf": `disable_plaintext_auth = yes # never without TLS
auth_mechanisms = plain login
auth_username_format = %Lu
passdb {
  driver = sql
  args = @/dovecot-sql.conf.ext
}
userdb {
  driver = prefetch
}
userdb {
  driver = sql
  args = @/dovecot-sql.conf.ext
  default_fields = uid=vmail gid=vmail
}
`,
    "conf.d/10-mail.conf": `mail_location = maildir:/var/vmail/%d/%n/Maildir:INDEX=/var/index/%d/%n:LAYOUT=fs
mail_plugins = $mail_plugins quota zlib
namespace inbox {
  inbox = yes
  separator = /
  mailbox Junk {
    special_use = \\Junk
    auto = subscribe
  }
  mailbox "Sent Messages" {
    special_use = \\Sent
  }
}
first_valid_uid = 1000
mail_privileged_group = mail
`,
    "conf.d/10-master.conf": `service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = 143
  }
  inet_listener imaps {
    port = 993
    ssl = yes
  }
  service_count = 1
}
service auth {
  unix_listener /var/spool/postfix/private/auth {
    mode = 0660
    user = postfix
    group = postfix
  }
  inet_listener {
    port = 12345
  }
}
service imap-postlogin {
  executable = script-login /usr/local/bin/postlogin
  idle_kill = 30s
}
service director {
  unix_listener login/director {
    mode = 0666
  }
}
`,
    "conf.d/10-ssl.conf": `ssl = required
ssl_cert = </etc/ssl/mail.pem
ssl_key = </etc/ssl/mail.key
ssl_dh = </etc/dovecot/dh.pem
ssl_min_protocol = TLSv1.2
ssl_prefer_server_ciphers = yes
ssl_cipher_list = HIGH:!aNULL
verbose_ssl = no
`,
    "conf.d/20-imap.conf": `protocol imap {
  mail_plugins = $mail_plugins imap_quota imap_zlib
  mail_max_userip_connections = 20
  imap_logout_format = in=%i out=%o
}
protocol lmtp {
  mail_plugins = $mail_plugins sieve
  postmaster_address = postmaster@example.org
}
`,
    "conf.d/90-plugin.conf": `plugin {
  # quota
  quota = maildir:User quota
  quota_rule = *:storage=1G
  quota_rule2 = Trash:storage=+100M
  quota_warning = storage=95%% quota-warning 95 %u
  quota_grace = 10M
  sieve = file:~/sieve;active=~/.dovecot.sieve
  sieve_before = /var/lib/sieve/before.d/
  sieve_before2 = /var/lib/sieve/more.d/
  sieve_global_extensions = +vnd.dovecot.pipe
  sieve_plugins = sieve_imapsieve sieve_extprograms
  imapsieve_mailbox1_name = Junk
  imapsieve_mailbox1_causes = COPY
  imapsieve_mailbox1_before = file:/usr/lib/sieve/learn-spam.sieve
  imapsieve_mailbox2_name = *
  imapsieve_mailbox2_from = Junk
  imapsieve_mailbox2_causes = COPY
  imapsieve_mailbox2_before = file:/usr/lib/sieve/learn-ham.sieve
  mail_log_events = delete undelete expunge
  mail_log_fields = uid box msgid size
  acl = vfile
  zlib_save = gz
  zlib_save_level = 6
  my_own_plugin = on
}
`,
    "dovecot-sql.conf.ext": `driver = mysql
connect = host=/run/mysqld/mysqld.sock dbname=mail user=mail password=not-a-real-one
default_pass_scheme = SHA512-CRYPT
password_query = SELECT username AS user, password FROM mailbox \\
  WHERE username = '%u' AND active = '1'
user_query = SELECT concat('*:storage=', quota) AS quota_rule FROM mailbox WHERE username = '%u'
iterate_query = SELECT username AS user FROM mailbox
`,
    "dovecot-dict-sql.conf.ext": `connect = host=localhost dbname=mail user=mail password=not-a-real-one
map {
  pattern = priv/quota/storage
  table = quota2
  username_field = username
  value_field = bytes
}
map {
  pattern = shared/expire/$user/$mailbox
  table = expires
  value_field = expire_stamp
  fields {
    username = $user
    mailbox = $mailbox
  }
}
`,
  },
  "LDAP and PAM": {
    "dovecot.conf": `protocols = imap
passdb {
  driver = ldap
  args = @/dovecot-ldap.conf.ext
}
passdb {
  driver = pam
  args = session=yes dovecot
}
userdb {
  driver = ldap
  args = @/dovecot-ldap.conf.ext
  override_fields = home=/home/%n
}
userdb {
  driver = passwd
}
mail_location = mbox:~/mail:INBOX=/var/mail/%u
namespace {
  type = private
  inbox = yes
}
namespace {
  type = shared
  prefix = shared/%%u/
  separator = /
  location = maildir:%%h/Maildir:INDEXPVT=~/shared/%%u
  subscriptions = no
  list = children
}
login_trusted_networks = 10.0.0.0/8
remote 10.0.0.0/8 {
  disable_plaintext_auth = no
}
`,
    "dovecot-ldap.conf.ext": `hosts = ldap1.example.org ldap2.example.org
tls = yes
tls_require_cert = demand
dn = cn=dovecot,dc=example,dc=org
dnpass = not-a-real-one
base = ou=people,dc=example,dc=org
auth_bind = yes
pass_filter = (&(objectClass=posixAccount)(uid=%n))
user_attrs = homeDirectory=home,=uid=vmail,quota=quota_rule=*:bytes=%$
`,
  },
  "passwd-file, no protocols, one file": {
    "dovecot.conf": `ssl = no
disable_plaintext_auth = no
passdb {
  driver = passwd-file
  args = scheme=SHA512-CRYPT username_format=%u /etc/dovecot/users
}
userdb {
  driver = static
  args = uid=vmail gid=vmail home=/var/vmail/%d/%n allow_all_users=yes
}
passdb {
  driver = passwd-file
  deny = yes
  args = /etc/dovecot/deny
}
mail_location = maildir:~/Maildir
local_name mail.example.org {
  ssl_cert = </etc/ssl/a.pem
  ssl_key = </etc/ssl/a.key
}
`,
  },
};
