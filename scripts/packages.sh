# Which programs are needed, and the Debian packages that hold them. Sourced by ../lanward.

# The first number of a version line: 17 for `openjdk 17.0.15` and `javac 17.0.15`, 20 for `v20.20.2`.
major_version() { "$@" 2>&1 | sed -nE 's/^[^0-9]*([0-9]+).*/\1/p;q'; }

has() { PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null; }

has_version() {
  local found
  has "$1" || return 1
  found=$(major_version "$1" "$2")
  [[ -n $found ]] && ((found >= $3))
}

has_jdk() { has_version "${JAVA_HOME:+$JAVA_HOME/bin/}javac" --version 17; }
has_build_tools() { has_jdk && has mvn; }
has_fonts() { [[ -n $(find /usr/share/fonts /usr/local/share/fonts -name '*.[to]tf' -print -quit 2>/dev/null) ]]; }

missing_packages() {
  local part
  for part in "$@"; do
    case $part in
      java) has_jdk || echo openjdk-17-jdk-headless ;;
      build)
        has mvn || echo maven
        has_version node --version 18 || echo nodejs
        has npm || echo npm
        ;;
      lab)
        has ip && has tc || echo iproute2
        has nft || echo nftables
        has setpriv || echo util-linux
        ;;
      browsers)
        has chromium || echo chromium
        has firefox-esr || echo firefox-esr
        has_fonts || echo fonts-dejavu-core
        ;;
    esac
  done
}

# Looking costs 100 ms: remember a good answer for this path and these programs.
need_packages() {
  local stamp="$build/packages-$*" missing
  stamp=${stamp// /-}
  if [[ -f $stamp && $(<"$stamp") == "$PATH:${JAVA_HOME:-}" ]] && still_there "$@"; then return; fi
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]})); then
    install_packages "${missing[@]}"
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]} == 0)) || fail "still missing after installing: ${missing[*]} (too old in this distribution? JDK 17 and Node 18 are needed)"
  fi
  mkdir -p "$build"
  echo "$PATH:${JAVA_HOME:-}" >"$stamp"
}

still_there() {
  local program programs=("${JAVA_HOME:+$JAVA_HOME/bin/}javac" mvn node npm)
  [[ " $* " != *" lab "* ]] || programs+=(ip tc nft setpriv)
  [[ " $* " != *" browsers "* ]] || programs+=(chromium firefox-esr)
  for program in "${programs[@]}"; do has "$program" || return 1; done
}

install_packages() {
  local apt=(apt-get) command="apt-get install --no-install-recommends $*"
  ((EUID == 0)) || apt=(sudo apt-get) command="sudo $command"
  has apt-get || fail "these Debian packages are missing, or are too old: $*. Install what your system calls them."
  [[ $assume_yes == yes ]] || fail "these Debian packages are missing, or are too old: $*. Install them:
  $command
or add --yes to let this do it."
  ((EUID == 0)) || has sudo || fail "packages are missing and neither are we root nor is sudo here. As root: $command"
  say "installing $*"
  "${apt[@]}" update >&2
  "${apt[@]}" install -y --no-install-recommends "$@" >&2
}
