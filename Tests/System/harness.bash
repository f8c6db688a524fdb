# The few words in which the tests are written. Sourced by Tests/System/run.
#
#   it SENTENCE FUNCTION     runs FUNCTION; the test passes if it returns 0
#   expect WHAT CMD...       fails the test where CMD does
#   eventually SECONDS CMD   waits until CMD succeeds; fails where it never does
#   equal ACTUAL EXPECTED

passed=0
failed=0

# A test runs in a subshell of its own that ends at the first failure.
it() {
    local sentence=$1 output began ended status=0
    shift
    output=$box_state/output
    began=$EPOCHREALTIME
    set +e
    (
        set -Eeuo pipefail
        trap 'case ${BASH_SOURCE[0]} in */tests/*) echo "${BASH_SOURCE[0]##*/}:$LINENO: $BASH_COMMAND" >&2 ;; esac' ERR
        "$@"
    ) >"$output" 2>&1 </dev/null
    status=$?
    set -e
    ended=$EPOCHREALTIME
    if [ $status = 0 ]; then
        passed=$((passed + 1))
        printf 'ok %d - %s (%d ms)\n' $((passed + failed)) "$sentence" $(((${ended/./} - ${began/./}) / 1000))
    else
        failed=$((failed + 1))
        printf 'not ok %d - %s\n' $((passed + failed)) "$sentence"
        sed 's/^/    /' "$output"
        if [ -n "${box_leader:-}" ]; then
            echo "    --- the last lines of the journal"
            inside journalctl --no-hostname -n 40 -u tided -u tided.socket -u simulator | sed 's/^/    /'
        fi
    fi
}

expect() {
    local what=$1
    shift
    "$@" || { echo "expected: $what"; return 1; }
}

equal() {
    [ "$1" = "$2" ] || { printf 'expected: %s\ngot:      %s\n' "$2" "$1"; return 1; }
}

contains() {
    case $1 in *"$2"*) ;; *) printf 'expected to contain: %s\ngot: %s\n' "$2" "$1"; return 1 ;; esac
}

lacks() {
    case $1 in *"$2"*) printf 'expected not to contain: %s\ngot: %s\n' "$2" "$1"; return 1 ;; *) ;; esac
}

eventually() {
    local seconds=$1 deadline=$((SECONDS + $1 + 1))
    shift
    until "$@" >"$box_state/last" 2>&1; do
        if [ $SECONDS -ge $deadline ]; then
            echo "not within $seconds s: $*"
            cat "$box_state/last"
            return 1
        fi
        sleep 0.1
    done
}
