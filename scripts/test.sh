# `./lanward test`: every stage with its log, its time and its totals. Sourced by ../lanward.

all_stages=(java js lab e2e interop)
total_passed=0
total_failed=0

help_test() {
  cat <<'HELP'
lanward test: every test of every module, real Chromium and Firefox included

  ./lanward test                      all of it, about twenty minutes with two cores; the logs are in .lanward-build/logs
  ./lanward test --only java,js       stages of it: java, js, lab, e2e, interop
  ./lanward test --yes                installs Debian packages that are missing

One file: docs/testing.md and demos/e2e/README.md.
HELP
}

run_tests() {
  if [[ " $* " == *" --help "* || " $* " == *" -h "* ]]; then help_test; return; fi
  local stages=("${all_stages[@]}") stage
  while (($#)); do
    case $1 in
      --only) (($# > 1)) || fail "--only needs one of: ${all_stages[*]}" 2; IFS=, read -ra stages <<<"$2"; shift 2 ;;
      --only=*) IFS=, read -ra stages <<<"${1#*=}"; shift ;;
      *) fail "test knows no '$1'; it knows --yes and --only java|js|lab|e2e|interop" 2 ;;
    esac
  done
  for stage in "${stages[@]}"; do
    [[ " ${all_stages[*]} " == *" $stage "* ]] || fail "no stage '$stage'; there are: ${all_stages[*]}" 2
  done
  need_packages java build lab mdns dns browsers interop media
  mkdir -p "$build/logs"
  for stage in "${stages[@]}"; do run_stage "$stage"; done
  printf '%d passed, %d failed\n' "$total_passed" "$total_failed"
}

run_stage() {
  local stage=$1 log=$build/logs/$1.log started=$SECONDS kind=node status passed failed skipped
  [[ $stage != java ]] || kind=java
  say "$stage tests ... (log: $log)"
  # Not as a condition: what fails inside one does not end it, whatever is set.
  set +e
  (set -e; test_"$stage") >"$log" 2>&1 </dev/null
  status=$?
  set -e
  read -r passed failed skipped < <("count_$kind" "$log")
  total_passed=$((total_passed + passed))
  total_failed=$((total_failed + failed))
  printf '%-5s %5d passed %3d failed %3d skipped  %4d s\n' "$stage" "$passed" "$failed" "$skipped" $((SECONDS - started))
  # Those that failed beside others and passed when they ran once more.
  "passed_again_$kind" "$log"
  if ((status != 0 || failed != 0)); then
    tail -n 30 "$log" | cut -c 1-300 >&2
    # Last, since of a long log often only the end is kept.
    "failures_$kind" "$log" | cut -c 1-300 | sed -n '1,40p' >&2
    printf '%d passed, %d failed\n' "$total_passed" "$total_failed"
    fail "the $stage tests failed (exit code $status); the whole log: $log"
  fi
  ((passed > 0)) || fail "the $stage stage ran no test at all; see $log"
}

test_java() {
  cd "$root"
  # Counted from the reports: those of an earlier run, or of a test since deleted, must not count.
  find . -path '*/target/surefire-reports/*' -name 'TEST-*.xml' -delete
  # Two modules at a time, which share nothing but the processor.
  # What fails runs once more: some have limits of real time, and the machine may be busy.
  mvn -B -T 2 -Dsurefire.rerunFailingTestsCount=1 verify
}

test_js() {
  cd "$root/browser-shim-js"
  npm ci --no-audit --no-fund
  npm run check
  npm test
  npm run build # what the pages' own tests import
  test_page_parts
}

# The parts of the demo pages that need no browser.
test_page_parts() {
  local page
  for page in demos/hello demos/doorbell demos/game demos/drop/page demos/drop/page/transfer; do
    (cd "$root/$page" && npm run check --if-present && npm test) || return
  done
}

# Each file is in a lab of its own, and has others beside it: most of their time they wait. A file of these keeps a quarter of a processor busy.
lanes() { echo $((2 * $(nproc) + 1)); }
run_in_labs() { node "$root/demos/lab/run-tests.mjs" "$@"; }

test_lab() {
  ensure_built lab
  ensure_built mdns
  ensure_built bench
  # The longest first, those with jmDNS.
  run_in_labs --lanes "$(lanes)" "$root"/signaling-mdns/it/jmdns-*.test.mjs "$root"/signaling-mdns/it/*.test.mjs "$root"/demos/lab/test/*.test.mjs "$root"/demos/bench/test/*.test.mjs
}

test_e2e() {
  ensure_built cli
  ensure_built js
  ensure_built lab
  ensure_built mdns
  ensure_built attackers
  ensure_built kurento_double
  ensure_built bench
  build_where_there_is_go pion_device
  cd "$root/demos/e2e"
  npm ci --no-audit --no-fund
  # The longest first, so that none of them is left over at the end.
  run_in_labs --lanes "$(lanes)" tests/{dns-sd,doorbell,drop,wrong-code,device-to-device,moved-machines,back-pressure,beside-avahi,reconnect,mdns-drivers}.test.mjs \
    tests/{networks,errors,attackers,jmdns-pages,pair,drop-trouble}.test.mjs tests/*.test.mjs
  test_pages_in_browsers
}

# The demo pages against fakes of what they use, in a lab for its loopback alone.
test_pages_in_browsers() {
  local page browser
  for page in demos/hello demos/doorbell demos/game demos/drop/page; do (cd "$root/$page" && npm ci --no-audit --no-fund); done
  for browser in chromium firefox; do
    BROWSER=$browser FIREFOX=/usr/bin/firefox-esr run_in_labs "$root"/demos/{drop/page,doorbell,game,hello}/test/page.browser.js
  done
}

# Facts are compared with results.json; figures are in the log and in .lanward-build/interop-figures.
test_interop() {
  local part
  for part in interop lab js; do ensure_built "$part"; done
  build_where_there_is_go interop_pion
  if has_go; then (cd "$root/demos/pion-device" && go vet ./... && go test ./...); fi
  (cd "$root/demos/e2e" && [[ -d node_modules ]] || npm ci --no-audit --no-fund)
  cd "$root/demos/interop"
  npm ci --no-audit --no-fund
  node --test test/*.test.mjs
  run_in_labs --lanes 3 tests/*.test.mjs
}

# Without it the Pion tests fail in CI, and name it where they are skipped elsewhere.
build_where_there_is_go() {
  if has_go; then ensure_built "$1"; fi
}

# The attributes of every report's <testsuite>.
count_java() {
  find "$root" -path '*/target/surefire-reports/TEST-*.xml' -exec grep -h -m1 '<testsuite ' {} + |
    awk '{ while (match($0, / (tests|failures|errors|skipped)="[0-9]+"/)) {
             split(substr($0, RSTART + 1, RLENGTH - 2), pair, "=\""); sum[pair[1]] += pair[2]
             $0 = substr($0, RSTART + RLENGTH) } }
         END { bad = sum["failures"] + sum["errors"]
               print sum["tests"] - bad - sum["skipped"], bad + 0, sum["skipped"] + 0 }'
}

# The closing lines of node's test runner, in either of its formats: "# pass 12" or "i pass 12".
count_node() {
  awk '$2 ~ /^(pass|fail|skipped|todo|cancelled)$/ && $3 ~ /^[0-9]+$/ && NF == 3 { sum[$2] += $3 }
       END { print sum["pass"] + 0, sum["fail"] + sum["cancelled"], sum["skipped"] + sum["todo"] }' "$1"
}

passed_again_java() { grep -A 5 -E '^\[WARNING\] Flakes:' "$1" | grep -E 'Run [0-9]:|\[WARNING\] dev' || true; }
passed_again_node() { grep -E '^# .* failed at first and passed alone$' "$1" || true; }

# What failed, and how, out of a stage's log.
failures_java() { grep -E '^\[ERROR\]|Tests run: .*(Failures|Errors): [1-9]' "$1"; }
failures_node() { awk '/^ *(not ok |✖ )/ { shown = 1 } /^ *(ok |✔ |# Subtest: )/ { shown = 0 } shown' "$1"; }
