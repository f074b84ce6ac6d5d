# What makes commands start sooner: an archive of parsed classes beside the jars (class data sharing). Sourced by build.sh.
#
# Everything runs on lo: nothing leaves the machine. What fails here costs speed only.

# The JVM archives no class of a signed jar, and checks each that it loads from one. What Maven has fetched it has checked already.
unsign_jars() {
  local jar tool=${JAVA_HOME:+$JAVA_HOME/bin/}jar work
  for jar in "$1"/bc*.jar; do
    work=$(mktemp -d)
    (
      cd "$work" && "$tool" xf "$jar" &&
        rm -f META-INF/*.SF META-INF/*.RSA META-INF/*.DSA META-INF/*.EC &&
        # Its first part; the others are the entries' sums.
        sed $'/^\r*$/,$d' META-INF/MANIFEST.MF >"$work.manifest" && rm META-INF/MANIFEST.MF &&
        "$tool" cfm "$jar.unsigned" "$work.manifest" . && mv "$jar.unsigned" "$jar"
    ) || true
    rm -rf "$work" "$work.manifest" "$jar.unsigned"
  done
}

# Of what commands load that pair, send, connect and look around.
archive_classes() {
  local current java=${JAVA_HOME:+$JAVA_HOME/bin/}java classpath work
  current=$(readlink -f "$build/cli/current")
  classpath=$(<"$current/classpath")
  work=$(mktemp -d)
  list_classes || true
  # Numbers that differ from run to run, and classes that no archive can hold, are left out.
  grep -hv -e '^#' -e ' source: ' "$work"/*.list | sed 's/ id: [0-9]*$//' | sort -u >"$work/classes" || true
  "$java" -Xshare:dump -Xlog:cds=error,cds+heap=error -XX:SharedClassListFile="$work/classes" -XX:SharedArchiveFile="$work/classes.jsa" \
    -cp "$classpath" || true
  if [[ -f $work/classes.jsa ]]; then mv "$work/classes.jsa" "$current/classes.jsa"; fi
  rm -rf "$work"
}

# Sets `listed`: the command that runs ours on the state NAME and lists the classes that it loads. All of it is over within half a minute.
listed() {
  local list=$1 state=$2
  shift 2
  listed=(timeout 30 "$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:DumpLoadedClassList="$work/$list.list" -cp "$classpath"
    dev.lanward.cli.Main "$@" --interface lo --state "$work/$state")
}

list_classes() {
  local listed receiver link='' i
  listed doctor here doctor
  "${listed[@]}"
  listed receive there receive --name There --port 0 --pair --json --into "$work/into" --accept paired
  "${listed[@]}" >"$work/events" </dev/null &
  receiver=$!
  for ((i = 0; i < 200 && ${#link} == 0; i++)); do
    sleep 0.1
    link=$(sed -n 's/.*"link":"\([^"]*\)".*/\1/p' "$work/events" | head -n 1)
  done
  listed pair here pair "$link" --json --name Here
  "${listed[@]}"
  listed connect here connect There echo
  seq 3 | "${listed[@]}"
  echo hello >"$work/note"
  listed send here send "$work/note" --to There
  "${listed[@]}"
  listed browse here browse --for 1s
  "${listed[@]}"
  kill "$receiver" # timeout hands it on
  wait "$receiver"
}
