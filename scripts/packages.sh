# Which programs are needed, and the Debian packages that hold them. Sourced by ../lanward.

# The first number of a version line: 17 for `openjdk 17.0.15` and `javac 17.0.15`, 20 for `v20.20.2`. A JVM may warn before it, in lines
# such as `[0.002s][warning][perf,memops] ...`: where another one has its process id in another namespace, and so the file of that name.
major_version() { "$@" 2>&1 | sed -nE '/^\[/d; s/^[^0-9]*([0-9]+).*/\1/p; q'; }

has() { PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null; }

# As Pion needs it; Debian 12's is older. Where Go's own installer puts it, it need not be in the PATH.
has_go() {
  local home=/usr/local/go/bin
  [[ ! -d $home ]] || PATH="$PATH:$home"
  has go && [[ $(printf '1.24\n%s\n' "$(go env GOVERSION | tr -d go)" | sort -V | head -n 1) == 1.24 ]]
}

has_version() {
  local found
  has "$1" || return 1
  found=$(major_version "$1" "$2")
  [[ -n $found ]] && ((found >= $3))
}

has_jdk() { has_version "${JAVA_HOME:+$JAVA_HOME/bin/}javac" --version 17; }
has_build_tools() { has_jdk && has mvn; }
has_fonts() { [[ -n $(find /usr/share/fonts /usr/local/share/fonts -name '*.[to]tf' -print -quit 2>/dev/null) ]]; }

# Of the system's Python: another one that comes first in PATH does not see Debian's packages.
has_python_module() { [[ -x /usr/bin/python3 ]] && /usr/bin/python3 -c "import $1" 2>/dev/null; }

missing_libraries() {
  local known name
  known=$(PATH="$PATH:/usr/sbin:/sbin" ldconfig -p)
  for name in libpulse.so.0=libpulse0 libX11.so.6=libx11-6 libXfixes.so.3=libxfixes3 libXrandr.so.2=libxrandr2 \
    libXcomposite.so.1=libxcomposite1 libdbus-1.so.3=libdbus-1-3 libudev.so.1=libudev1; do
    [[ $known == *"${name%=*} "* ]] || echo "${name#*=}"
  done
}

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
      # Who else speaks multicast DNS. Of avahi, too, only the programs: the tests start them on lab hosts.
      mdns)
        has avahi-daemon || echo avahi-daemon
        has avahi-browse && has avahi-publish || echo avahi-utils
        has dbus-daemon || echo dbus
        has_python_module zeroconf || echo python3-zeroconf
        ;;
      # BIND, whose program the tests start themselves.
      dns)
        has named || echo bind9
        has dig || echo bind9-dnsutils
        ;;
      # What discovery is measured beside. The benchmark starts avahi and its message bus itself, on lab hosts.
      discovery)
        has avahi-daemon || echo avahi-daemon
        has dbus-daemon || echo dbus-daemon
        has_python_module dbus || echo python3-dbus
        has_python_module gi || echo python3-gi
        has_python_module zeroconf || echo python3-zeroconf
        ;;
      browsers)
        has chromium || echo chromium
        has firefox-esr || echo firefox-esr
        has_fonts || echo fonts-dejavu-core
        ;;
      # A device with a camera: what captures, and what webrtc-java's native library is linked with.
      media)
        has ffmpeg || echo ffmpeg
        missing_libraries
        ;;
      # What webrtc-java's native library is linked with. Go is no package here: Debian 12's is too old.
      interop) missing_libraries ;;
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
  [[ " $* " != *" mdns "* ]] || programs+=(avahi-daemon avahi-browse dbus-daemon)
  [[ " $* " != *" dns "* ]] || programs+=(named dig)
  [[ " $* " != *" discovery "* ]] || programs+=(avahi-daemon dbus-daemon)
  [[ " $* " != *" media "* ]] || programs+=(ffmpeg)
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
  without_services "${apt[@]}" install -y --no-install-recommends "$@" >&2
}

# Debian starts the services that it installs. Of BIND and avahi only the programs are wanted: nobody asked for either service here.
without_services() (
  policy=/usr/sbin/policy-rc.d as=()
  ((EUID == 0)) || as=(sudo)
  if [[ ! -e $policy ]]; then
    trap '"${as[@]}" rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' | "${as[@]}" tee "$policy" >/dev/null
    "${as[@]}" chmod 755 "$policy"
  fi
  "$@"
)
