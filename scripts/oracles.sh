#!/bin/bash
# Unpacks the real daemons, the judges of test/oracle and test/wire, from Debian's packages.
#
#   bash scripts/oracles.sh        (as root, on Debian; MAILINT_ORACLES names another place than /opt/mailint-oracles)
#
#   bookworm   Dovecot 2.3, Postfix 3.7      trixie   Dovecot 2.4, Postfix 3.10      courier   Courier of bookworm
#
# Each is a directory to chroot into. Nothing is installed on the system and no maintainer script runs: Courier and
# Dovecot conflict as packages, and two releases of a daemon cannot be installed side by side. The packages come from
# the mirror that apt already uses. A second run ends at once, unless this file has changed.
set -euo pipefail

BASE=${MAILINT_ORACLES:-/opt/mailint-oracles}
STAMP=$(sha256sum "${BASH_SOURCE[0]}" | cut -c1-64)
ROOTS=(bookworm trixie courier)

# What the daemons' start-up scripts and the tests' shell loops call; essential packages are nobody's dependency.
TOOLS=(dash bash coreutils sed grep mawk findutils openssl libc-bin)
MAIL=(
  dovecot-core dovecot-imapd dovecot-pop3d dovecot-lmtpd dovecot-submissiond dovecot-managesieved dovecot-sieve
  dovecot-ldap dovecot-mysql dovecot-pgsql dovecot-sqlite dovecot-solr dovecot-gssapi dovecot-auth-lua
  postfix postfix-ldap postfix-mysql postfix-pgsql postfix-sqlite postfix-pcre postfix-lmdb postfix-cdb
)
MAIL_MAYBE=(dovecot-lucene dovecot-flatcurve postfix-mongodb)
COURIER=(
  courier-base courier-imap courier-pop courier-mta courier-ldap courier-authlib courier-authdaemon
  courier-authlib-ldap courier-authlib-mysql courier-authlib-postgresql courier-authlib-sqlite courier-authlib-userdb
)

say() { printf 'oracles: %s\n' "$*"; }
die() {
  say "$*" >&2
  exit 1
}

current() {
  local root
  for root in "${ROOTS[@]}"; do
    [ "$(cat "$BASE/$root/.stamp" 2>/dev/null)" = "$STAMP" ] || return 1
  done
}

# Repositories of the machine's own apt configuration: $1 is "main" or "security".
repositories() {
  local uris
  uris=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | sed 's#/*$##' | sort -u)
  if [ "$1" = security ]; then grep security <<<"$uris" || true; else grep -v security <<<"$uris" || true; fi
}

keyring() {
  local file
  for file in /usr/share/keyrings/debian-archive-keyring.{gpg,pgp}; do
    if [ -e "$file" ]; then
      echo "$file"
      return
    fi
  done
  die "no keyring of the Debian archive: apt-get install debian-archive-keyring"
}

# apt with a private state for suite $1: an empty status file makes every dependency part of the answer.
private_apt() {
  local state=$WORK/$1 tool=$2
  shift 2
  "$tool" -q \
    -o Dir::State="$state" -o Dir::State::lists="$state/lists" -o Dir::State::status="$state/status" \
    -o Dir::Cache="$state/cache" -o Dir::Cache::archives="${ARCHIVES:-$state/archives}" \
    -o Dir::Etc::sourcelist="$state/sources.list" -o Dir::Etc::sourceparts="$state/none" \
    -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts="$state/none" -o APT::Sandbox::User=root \
    -o Acquire::Languages=none -o Acquire::Retries=3 -o Acquire::Check-Valid-Until=false \
    -o APT::Install-Recommends=false -o APT::Update::Error-Mode=any "$@"
}

# The first repository that holds suite $1 under the archive's signature, with its security updates when reachable.
refresh() {
  local suite=$1 state=$WORK/$1 uri security signed
  signed="[signed-by=$(keyring)]"
  mkdir -p "$state"/{lists,cache,archives}/partial "$state/none"
  : >"$state/status"
  for uri in $(repositories main); do
    echo "deb $signed $uri $suite main" >"$state/sources.list"
    private_apt "$suite" apt-get update >"$state/log" 2>&1 || continue
    for security in $(repositories security); do
      echo "deb $signed $security $suite-security main" >>"$state/sources.list"
      if private_apt "$suite" apt-get update >"$state/log" 2>&1; then return; fi
      sed -i '$d' "$state/sources.list"
    done
    private_apt "$suite" apt-get update >"$state/log" 2>&1
    return
  done
  cat "$state/log" >&2 || true
  die "none of apt's repositories holds $suite"
}

# Those of the packages $2... that suite $1 has.
available() {
  local suite=$1 package
  shift
  for package in "$@"; do
    if private_apt "$suite" apt-cache show "$package" 2>/dev/null | grep '^Package: ' >/dev/null; then echo "$package"; fi
  done
}

# Unpacks packages $3... of suite $2, with all that they depend on, as root $1.
unpack() {
  local name=$1 suite=$2 root=$WORK/$1.root link deb
  shift 2
  ARCHIVES=$WORK/$name.debs
  mkdir -p "$ARCHIVES/partial" "$root"/usr/{bin,sbin,lib,lib64}
  for link in bin sbin lib lib64; do ln -s "usr/$link" "$root/$link"; done
  private_apt "$suite" apt-get -y --download-only install "$@" >"$WORK/$name.log" 2>&1 || {
    tail -30 "$WORK/$name.log" >&2
    die "cannot download the packages of $name"
  }
  for deb in "$ARCHIVES"/*.deb; do
    dpkg-deb --fsys-tarfile "$deb" |
      tar -x --keep-directory-symlink -C "$root" \
        --exclude './usr/share/doc/*' --exclude './usr/share/man/*' --exclude './usr/share/locale/*'
  done
  rm -rf "$ARCHIVES"
}

accounts() {
  local root=$1
  mkdir -p "$root/etc"
  cat >"$root/etc/passwd" <<'PASSWD'
root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
postfix:x:101:101::/var/spool/postfix:/usr/sbin/nologin
dovecot:x:102:102::/usr/lib/dovecot:/usr/sbin/nologin
dovenull:x:103:103::/nonexistent:/usr/sbin/nologin
courier:x:104:104::/var/lib/courier:/usr/sbin/nologin
vmail:x:5000:5000::/var/vmail:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
PASSWD
  cat >"$root/etc/group" <<'GROUP'
root:x:0:
daemon:x:1:
adm:x:4:
tty:x:5:
mail:x:8:
shadow:x:42:
sasl:x:45:
postfix:x:101:
dovecot:x:102:
dovenull:x:103:
courier:x:104:
postdrop:x:105:
vmail:x:5000:
nogroup:x:65534:
GROUP
  sed 's/:.*/:*:19000:0:99999:7:::/' "$root/etc/passwd" >"$root/etc/shadow"
  chmod 640 "$root/etc/shadow"
}

# Names are looked up in files only: what a daemon says must not depend on a name server.
names() {
  local root=$1
  printf '%s: files\n' passwd group shadow hosts services protocols >"$root/etc/nsswitch.conf"
  printf '127.0.0.1 localhost mail.example.test mail\n::1 localhost\n' >"$root/etc/hosts"
  : >"$root/etc/resolv.conf"
  echo mail.example.test >"$root/etc/mailname"
  printf '%s/tcp\n' 'smtp 25' 'pop3 110' 'imap2 143' 'imap 143' 'submissions 465' 'smtps 465' 'submission 587' \
    'imaps 993' 'pop3s 995' 'sieve 4190' 'lmtp 24' 'qmqp 628' 'ldap 389' 'mysql 3306' 'postgresql 5432' >"$root/etc/services"
}

device() {
  [ -e "$1" ] || mknod -m 666 "$1" c "$2" "$3"
}

places() {
  local root=$1 queue=$1/var/spool/postfix
  local own=(active bounce corrupt defer deferred flush hold incoming private saved trace)
  mkdir -p "$root"/{dev,etc/ssl/certs,etc/ssl/private,etc/postfix,proc,root,run/dovecot,tmp,mailint,home}
  mkdir -p "$root"/var/{mail,vmail,tmp,log,lib/dovecot,lib/postfix}
  [ -e "$root/var/run" ] || ln -s ../run "$root/var/run"
  chmod 1777 "$root/tmp" "$root/var/tmp"
  chmod 755 "$root" "$root/mailint"
  device "$root/dev/null" 1 3
  device "$root/dev/zero" 1 5
  device "$root/dev/random" 1 8
  device "$root/dev/urandom" 1 9
  mkdir -p "$queue/pid" "$queue/maildrop" "$queue/public" "${own[@]/#/$queue/}"
  chown 101:0 "${own[@]/#/$queue/}" "$root/var/lib/postfix"
  chmod 700 "${own[@]/#/$queue/}"
  chown 101:105 "$queue/maildrop" "$queue/public"
  chmod 730 "$queue/maildrop"
  chmod 710 "$queue/public"
  chown 5000:5000 "$root/var/vmail"
}

# What Postfix's packages do in their maintainer scripts: name the shared object of each map type, open the queue.
postfix_installed() {
  local root=$1 object type
  for object in "$root"/usr/lib/postfix/postfix-*.so; do
    type=${object##*/postfix-}
    type=${type%.so}
    case $type in
      ldap | mysql | pgsql | sqlite | pcre | mongodb) echo "$type postfix-$type.so dict_${type}_open" ;;
      lmdb | cdb) echo "$type postfix-$type.so dict_${type}_open mkmap_${type}_open" ;;
    esac
  done >"$root/etc/postfix/dynamicmaps.cf"
  chown root:105 "$root"/usr/sbin/post{drop,queue}
  chmod 2755 "$root"/usr/sbin/post{drop,queue}
}

certificate() {
  local root=$1
  printf '[req]\ndistinguished_name = dn\n[dn]\n' >"$root/tmp/req.cnf"
  chroot "$root" /usr/bin/openssl req -config /tmp/req.cnf -x509 -newkey rsa:2048 -nodes -days 3650 \
    -subj /CN=mail.example.test -keyout /etc/ssl/private/mailint.key -out /etc/ssl/certs/mailint.pem 2>/dev/null
  cat "$root"/etc/ssl/{private/mailint.key,certs/mailint.pem} >"$root/etc/ssl/private/mailint-both.pem"
  chmod 600 "$root"/etc/ssl/private/mailint*
  rm "$root/tmp/req.cnf"
}

# Makes the unpacked root $1 fit to boot in, checks it with command $2..., and puts it in its place.
finish() {
  local name=$1 root=$WORK/$1.root
  shift
  accounts "$root"
  places "$root"
  names "$root"
  chroot "$root" /sbin/ldconfig
  if [ "$name" != courier ]; then postfix_installed "$root"; fi
  certificate "$root"
  chroot "$root" "$@" >"$WORK/$name.check" 2>&1 || {
    cat "$WORK/$name.check" >&2
    die "the daemons of $name do not run"
  }
  rm -rf "${BASE:?}/$name"
  echo "$STAMP" >"$root/.stamp"
  mv "$root" "$BASE/$name"
  say "$name: $(paste -sd' ' "$WORK/$name.check")"
}

mail_root() {
  local extra
  extra=$(available "$1" "${MAIL_MAYBE[@]}")
  # shellcheck disable=SC2086 # a list of names
  unpack "$1" "$1" "${TOOLS[@]}" "${MAIL[@]}" $extra
  finish "$1" /bin/sh -c 'echo Dovecot && /usr/sbin/dovecot --version && : >/etc/postfix/main.cf && : >/etc/postfix/master.cf && /usr/sbin/postconf -d mail_version && rm /etc/postfix/m*.cf'
}

courier_root() {
  unpack courier bookworm "${TOOLS[@]}" "${COURIER[@]}"
  chown -R 104:104 "$WORK"/courier.root/etc/courier "$WORK"/courier.root/var/lib/courier
  finish courier /bin/sh -c 'echo Courier && ls /usr/sbin/imapd /usr/sbin/pop3d /usr/sbin/authdaemond'
}

[ "$(id -u)" = 0 ] || die "must run as root: the roots are for chroot"
mkdir -p "$BASE"
exec 9>"$BASE/.lock"
flock 9
if current; then
  say "up to date in $BASE"
  exit 0
fi

WORK=$(mktemp -d "$BASE/.work.XXXXXX")
trap 'rm -rf "$WORK"' EXIT
export DEBIAN_FRONTEND=noninteractive
(
  refresh trixie
  mail_root trixie
) &
trixie=$!
refresh bookworm
mail_root bookworm
courier_root
wait "$trixie"
say "ready in $BASE"
