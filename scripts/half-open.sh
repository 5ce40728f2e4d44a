#!/usr/bin/env bash
# Cuts a real link, during exchanges and while connections are idle, and checks what the client makes of it.
# Two network namespaces joined by a veth pair: the client in one, a server in the other.
# Needs Linux, root and iproute2; says so and ends with status 0 where it has them not.
# The functions below are called by traps and by each other, which shellcheck does not see.
# shellcheck disable=SC2317
set -euo pipefail
cd "$(dirname "$0")/.."

skip() {
	echo "skipped: $1"
	exit 0
}

[[ "$(uname -s)" == Linux ]] || skip "network namespaces are there on Linux only"
[[ "$(id -u)" == 0 ]] || skip "network namespaces need root"
for tool in ip ss; do
	command -v "$tool" >/dev/null || skip "'$tool' is missing: install iproute2"
done

client="framed-tcp-client-$$"
server="framed-tcp-server-$$"
client_link="ftc$$"
server_link="fts$$"
client_address=192.0.2.1
server_address=192.0.2.2
port=9000
work="$(mktemp -d)"
programs=()

clean_up() {
	trap - EXIT INT TERM HUP
	for program in "${programs[@]}"; do
		kill "$program" 2>/dev/null || true
		wait "$program" 2>/dev/null || true
	done
	ip netns delete "$client" 2>/dev/null || true
	ip netns delete "$server" 2>/dev/null || true
	rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP

# Become one of the programs, in a namespace.
java_in() {
	local namespace="$1" program="$2"
	shift 2
	exec ip netns exec "$namespace" "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$(<"$work/classpath")" \
		-Dslf4j.internal.verbosity=ERROR \
		"io.framedtcp.halfopen.$program" "$@"
}

established() {
	ip netns exec "$1" ss -Htn state established | wc -l
}

# Wait for a condition, at most 20 s.
await() {
	local what="$1" end=$((SECONDS + 20))
	shift
	until "$@"; do
		if ((SECONDS >= end)); then
			echo "FAILED  $what"
			return 1
		fi
		read -rt 0.1 <> <(:) || true
	done
}

all_closed() {
	[[ "$(established "$client")" == 0 && "$(established "$server")" == 0 ]]
}

{ ip netns add "$client" && ip netns add "$server"; } 2>"$work/refused" ||
	skip "network namespaces are not permitted: $(<"$work/refused")"
ip link add "$client_link" netns "$client" type veth peer name "$server_link" netns "$server" 2>"$work/refused" ||
	skip "veth pairs are not to be had: $(<"$work/refused")"
ip -n "$client" address add "$client_address/30" dev "$client_link"
ip -n "$server" address add "$server_address/30" dev "$server_link"
ip -n "$client" link set "$client_link" up
ip -n "$server" link set "$server_link" up
# The server's link-layer address is known for good, as a router's would be. Else the cut is noticed after seconds,
# when nobody answers for the address, while behind a router it is not noticed at all.
server_mac="$(ip -n "$server" -o link show "$server_link" | sed 's/.*link\/ether \([^ ]*\).*/\1/')"
ip -n "$client" neighbour replace "$server_address" lladdr "$server_mac" dev "$client_link" nud permanent

echo "building"
./mvnw -q -B -ntp -pl framed-tcp-core -am -DincludeScope=test -Dmdep.outputFile="$work/classpath" \
	test-compile org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath
printf '%s' ":framed-tcp-core/target/classes:framed-tcp-core/target/test-classes" >>"$work/classpath"

java_in "$server" HeldServer "$server_address" "$port" >"$work/server.log" &
programs+=("$!")
await "the server did not start" grep -q listening "$work/server.log"

# The server's end goes down: the client's stays up, but nothing gets through, and nobody says so.
java_in "$client" HalfOpenClient "$server_address" "$port" "$work/server.log" \
	"ip -n $server link set $server_link down" "ip -n $server link set $server_link up" &
programs+=("$!")
status=0
wait "$!" || status=$?
await "connections stay open on either side" all_closed || status=1
if ((status)); then
	echo "some checks FAILED"
else
	echo "ok      no connection is established any more on either side"
	echo "all checks passed"
fi
exit "$status"
