# Builds parts into .lanward-build when their sources are newer than the last build. Sourced by ../lanward.
#
# Jars are copied to a directory of their own a build, and `current` points at the newest: a program that
# runs keeps its jars while the next build goes on, and builds started at once wait for one another.

source "$root/scripts/archive.sh"

java_sources=(pom.xml .mvn pairing-fingerprint ice-offline signaling-mdns device-peer demos/pom.xml demos/{introductions,drop,rooms,cli})
lab_sources=(pom.xml demos/lab/pom.xml demos/lab/src)
attackers_sources=(pom.xml .mvn pairing-fingerprint ice-offline signaling-mdns device-peer demos/pom.xml demos/attackers)
bench_sources=(pom.xml .mvn pairing-fingerprint ice-offline signaling-mdns device-peer demos/pom.xml demos/{introductions,drop,bench})
jmh_sources=(pom.xml .mvn pairing-fingerprint ice-offline signaling-mdns device-peer demos/pom.xml demos/jmh)
pion_sources=(demos/bench/peers/pion)
interop_sources=(pom.xml .mvn pairing-fingerprint ice-offline signaling-mdns device-peer demos/pom.xml demos/interop/pom.xml demos/interop/src)
mdns_sources=(pom.xml demos/test-support pairing-fingerprint signaling-mdns/pom.xml signaling-mdns/src)
js_sources=(browser-shim-js)
interop_pion_sources=(demos/interop/peers/pion)
pion_device_sources=(demos/pion-device)
kurento_double_sources=(pom.xml .mvn pairing-fingerprint ice-offline signaling-mdns device-peer demos/pom.xml demos/kurento-double)

ensure_built() {
  local part=$1 lock
  is_fresh "$part" && return
  mkdir -p "$build/$part"
  exec {lock}>"$build/lock"
  flock "$lock"
  is_fresh "$part" || build_part "$part"
  exec {lock}>&-
}

# Directories count too: a deleted file makes its directory newer.
is_fresh() {
  local stamp=$build/$1/stamp sources tests='*/src/test'
  [[ $1 != js || -f $root/browser-shim-js/package.json ]] || return 0
  case $1 in
    cli) sources=("${java_sources[@]}") ;;
    lab) sources=("${lab_sources[@]}") ;;
    attackers) sources=("${attackers_sources[@]}") ;;
    bench) sources=("${bench_sources[@]}") ;;
    jmh) sources=("${jmh_sources[@]}") ;;
    pion) sources=("${pion_sources[@]}") ;;
    interop) sources=("${interop_sources[@]}") ;;
    mdns) sources=("${mdns_sources[@]}") tests=pairing-fingerprint/src/test ;;
    js) sources=("${js_sources[@]}") ;;
    interop_pion) sources=("${interop_pion_sources[@]}") ;;
    pion_device) sources=("${pion_device_sources[@]}") ;;
    kurento_double) sources=("${kurento_double_sources[@]}") ;;
  esac
  [[ -f $stamp ]] || return 1
  [[ $1 == js || $1 == *pion || $1 == pion_device || -e $build/$1/current/classpath ]] || return 1
  [[ $1 != pion || -x $build/pion/camera ]] || return 1
  [[ $1 != interop_pion || -x $build/interop_pion/peer ]] || return 1
  [[ $1 != pion_device || -x $build/pion_device/pion-device ]] || return 1
  [[ $1 != js || -f $root/browser-shim-js/dist/lanward.js ]] || return 1
  [[ -z $(cd "$root" && find "${sources[@]}" \( -name target -o -name node_modules -o -name dist -o -path "$tests" \) -prune -o \
    \( -path '*/src/*' -o -name pom.xml -o -name 'package*.json' -o -name '*.mjs' -o -name '*.go' -o -name 'go.*' -o -path '.mvn/*' \) \
    -newer "$stamp" -print -quit) ]]
}

build_part() {
  local part=$1 log=$build/$1/build.log started=$SECONDS
  say "building $part ..."
  # What changes while we build must make the next run build again.
  touch "$build/$part/stamp.next"
  # In a shell of its own: what is built may change directories, and the command that is run then must find the paths that it was given.
  if ! (build_"$part") >"$log" 2>&1 </dev/null; then
    tail -n 40 "$log" >&2
    fail "building $part failed; the whole of it: $log"
  fi
  mv "$build/$part/stamp.next" "$build/$part/stamp"
  say "built $part in $((SECONDS - started)) s"
}

build_cli() { build_java cli demos/cli && unsign_jars "$(readlink -f "$build/cli/current")" && archive_classes; }
build_lab() { build_java lab demos/lab; }
build_bench() { build_java bench demos/bench; }
build_jmh() { build_java jmh demos/jmh; }
build_interop() { build_java interop demos/interop; }
build_kurento_double() { build_java kurento_double demos/kurento-double; }
build_attackers() { build_java attackers demos/attackers; }

# The programs of the multicast DNS tests, with the independent implementation that they need.
build_mdns() {
  java_scope=test java_skip=skipTests build_java mdns signaling-mdns &&
    cp -r "$root/signaling-mdns/target/test-classes" "$build/mdns/current/"
}

build_java() {
  local part=$1 module=$2 name=jars.$(date +%s).$$ old
  local into=$build/$part/$name
  (
    cd "$root" && mvn -B -pl "$module" -am -D${java_skip:-maven.test.skip}=true package \
      org.apache.maven.plugins:maven-dependency-plugin:copy-dependencies -DincludeScope=${java_scope:-runtime} -DoutputDirectory="$into" &&
      cp "$module"/target/*-SNAPSHOT.jar "$into/" || exit 1
  ) || return 1
  local jars=("$into"/*.jar)
  (IFS=: && printf '%s\n' "${jars[*]}") >"$into/classpath"
  ln -sfn "$name" "$build/$part/current"
  # The two before stay, for programs that still run.
  for old in $(ls -dt "$build/$part"/jars.* | tail -n +4); do rm -rf "$old"; done
}

build_pion() { cd "$root/demos/bench/peers/pion" && go build -o "$build/pion/end" . && go build -o "$build/pion/camera" ./camera; }
build_js() { cd "$root/browser-shim-js" && npm ci --no-audit --no-fund && npm run build; }
build_interop_pion() { cd "$root/demos/interop/peers/pion" && CGO_ENABLED=0 go build -o "$build/interop_pion/peer" .; }
build_pion_device() { cd "$root/demos/pion-device" && CGO_ENABLED=0 go build -o "$build/pion_device/pion-device" .; }
