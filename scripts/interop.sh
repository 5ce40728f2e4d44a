#!/usr/bin/env bash
# Starts servers from Debian's packages and lets the client talk to them: memcached, nsd (DNS), gearmand, RabbitMQ,
# Redis, OpenLDAP, PostgreSQL, haproxy in front of memcached, with and without the PROXY protocol, dante and microsocks (SOCKS5) and tinyproxy (HTTP)
# on the way to it, and with TLS stunnel in front of memcached and OpenSSL's s_server. Each listens on a free loopback
# port, as an ordinary process, and works in a temporary directory; both are gone at the end.
# Needs Debian's packages, which --install installs if run by root; without that it names those that are missing and
# ends with status 2. Status 1 tells that a check failed.
# The functions below are called by traps and by each other, which shellcheck does not see.
# shellcheck disable=SC2317
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(memcached nsd gearman-job-server rabbitmq-server haproxy stunnel4 openssl dante-server
	microsocks tinyproxy redis-server slapd postgresql)
programs=(/usr/bin/memcached /usr/sbin/nsd /usr/sbin/gearmand /usr/lib/rabbitmq/bin/rabbitmq-server /usr/sbin/haproxy
	/usr/bin/stunnel4 /usr/bin/openssl /usr/sbin/danted /usr/bin/microsocks /usr/bin/tinyproxy
	/usr/bin/redis-server /usr/sbin/slapd '/usr/lib/postgresql/*/bin/postgres')
reports=interop-tests/target/surefire-reports
log=interop-tests/target/interop.log

usage() {
	echo "usage: $0 [--install]"
	echo "needs the Debian packages: ${packages[*]}"
	exit "$1"
}

missing() {
	local i
	for i in "${!packages[@]}"; do
		compgen -G "${programs[i]}" >/dev/null || echo "${packages[i]}"
	done
}

# Nothing shall run but what is started below, so the packages' own services are kept from starting.
install_packages() {
	local policy=/usr/sbin/policy-rc.d
	[[ "$(id -u)" == 0 ]] || { echo "--install needs root"; exit 2; }
	if [[ ! -e "$policy" ]]; then
		trap 'rm -f /usr/sbin/policy-rc.d' EXIT
		trap 'exit 130' INT TERM HUP
		printf '#!/bin/sh\nexit 101\n' >"$policy"
		chmod +x "$policy"
	fi
	apt-get -qq update
	DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends "$@"
}

case "${1-}" in
	"" | --install) ;;
	-h | --help) usage 0 ;;
	*) usage 2 ;;
esac
mapfile -t needed < <(missing)
if ((${#needed[@]})); then
	[[ "${1-}" == --install ]] || { echo "missing packages: ${needed[*]}; --install installs them"; exit 2; }
	(install_packages "${needed[@]}")
fi

work="$(mktemp -d)"
chmod 755 "$work"
started=()
# Some refuse to run as root, and to be told a user by anybody else.
as_nobody=()
[[ "$(id -u)" != 0 ]] || as_nobody=(--user=nobody)

# Each program leads a process group of its own, so that none of its children is left over.
clean_up() {
	trap - EXIT
	trap '' INT TERM HUP
	signal TERM
	(
		read -rt 10 <> <(:) || true
		signal KILL
	) &
	wait "${started[@]}" 2>/dev/null || true
	kill "$!"
	signal KILL
	rm -rf "$work"
}

signal() {
	local leader
	for leader in "${started[@]}"; do
		kill -s "$1" -- "-$leader" 2>/dev/null || true
	done
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP

# Wait for a condition, at most so many seconds.
await() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		((SECONDS < end)) || return 1
		read -rt 0.1 <> <(:) || true
	done
}

listens() {
	(exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# Choose one below the ports that systems give out by themselves.
declare -A ports=()
free_port() {
	local port
	while :; do
		port=$((20000 + RANDOM % 12000))
		if [[ " ${ports[*]} " != *" $port "* ]] && ! listens "$port"; then
			ports[$1]=$port
			return
		fi
	done
}

start() {
	local log="$1"
	shift
	set -m
	"$@" >"$log" 2>&1 </dev/null &
	set +m
	started+=("$!")
}

# The log of haproxy-idle and haproxy-dead is that of haproxy, and so on.
await_server() {
	local name="$1" port="${ports[$1]}"
	if ! await 60 listens "$port"; then
		echo "FAILED  $name did not start:"
		cat "$work/${name%-*}.log"
		exit 1
	fi
	echo "started $name on port $port"
}

start_memcached() {
	free_port memcached
	start "$work/memcached.log" /usr/bin/memcached -l 127.0.0.1 -p "${ports[memcached]}" -U 0 -o idle_timeout=3 \
		"${as_nobody[@]}"
}

# The host n7.interop.test has the address 10.0.0.7, and so on.
start_nsd() {
	local host
	free_port nsd
	{
		echo 'interop.test. 3600 IN SOA ns.interop.test. hostmaster.interop.test. 1 3600 600 86400 60'
		echo 'interop.test. 3600 IN NS ns.interop.test.'
		echo 'ns.interop.test. 3600 IN A 127.0.0.1'
		for host in {0..255}; do
			echo "n$host.interop.test. 3600 IN A 10.0.0.$host"
		done
	} >"$work/zone"
	cat >"$work/nsd.conf" <<-END
		server:
			ip-address: 127.0.0.1
			port: ${ports[nsd]}
			username: ""
			zonesdir: "$work"
			database: ""
			zonelistfile: "$work/nsd.zones"
			xfrdfile: "$work/nsd.xfrd"
			xfrdir: "$work"
			pidfile: ""
			tcp-timeout: 3
		remote-control:
			control-enable: no
		zone:
			name: interop.test
			zonefile: zone
	END
	start "$work/nsd.log" /usr/sbin/nsd -d -c "$work/nsd.conf"
}

start_gearmand() {
	free_port gearmand
	start "$work/gearmand.log" /usr/sbin/gearmand --listen=127.0.0.1 --port="${ports[gearmand]}" --log-file=stderr \
		"${as_nobody[@]}"
}

# Erlang's port mapper is started here, else RabbitMQ starts one that outlives it.
start_rabbitmq() {
	free_port epmd
	free_port distribution
	free_port rabbitmq
	mkdir "$work/rabbitmq"
	echo "listeners.tcp.local = 127.0.0.1:${ports[rabbitmq]}" >"$work/rabbitmq/rabbitmq.conf"
	echo "[]." >"$work/rabbitmq/enabled_plugins"
	export ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT="${ports[epmd]}"
	start "$work/epmd.log" epmd
	await_server epmd
	start "$work/rabbitmq.log" env HOME="$work/rabbitmq" RABBITMQ_NODENAME="interop@localhost" \
		RABBITMQ_DIST_PORT="${ports[distribution]}" RABBITMQ_CONFIG_FILE="$work/rabbitmq/rabbitmq.conf" \
		RABBITMQ_CONF_ENV_FILE="$work/rabbitmq/env" RABBITMQ_ENABLED_PLUGINS_FILE="$work/rabbitmq/enabled_plugins" \
		RABBITMQ_MNESIA_BASE="$work/rabbitmq" RABBITMQ_LOG_BASE="$work/rabbitmq" RABBITMQ_LOGS=- \
		RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}" \
		/usr/lib/rabbitmq/bin/rabbitmq-server
}

start_redis() {
	free_port redis
	mkdir "$work/redis"
	start "$work/redis.log" /usr/bin/redis-server --bind 127.0.0.1 --port "${ports[redis]}" --requirepass secret \
		--timeout 3 --save "" --dir "$work/redis"
}

# The devices n0 to n255, of which each has its number.
start_slapd() {
	local device description base=dc=example,dc=com
	description="$(printf '%0300d' 0 | tr 0 d)"
	free_port slapd
	mkdir "$work/slapd"
	cat >"$work/slapd.conf" <<-END
		include /etc/ldap/schema/core.schema
		pidfile $work/slapd.pid
		database ldif
		suffix "$base"
		directory $work/slapd
		rootdn "cn=app,$base"
		rootpw secret
	END
	{
		printf 'dn: %s\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: example\n' "$base"
		for device in {0..255}; do
			printf '\ndn: cn=n%s,%s\nobjectClass: device\ncn: n%s\nserialNumber: %s\ndescription: %s\n' "$device" "$base" \
				"$device" "$device" "$description"
		done
	} >"$work/slapd.ldif"
	/usr/sbin/slapadd -q -f "$work/slapd.conf" -l "$work/slapd.ldif"
	start "$work/slapd.log" /usr/sbin/slapd -d 0 -f "$work/slapd.conf" -h "ldap://127.0.0.1:${ports[slapd]}"
}

# It refuses to run as root. The user app is trusted, and clerk is asked for a password.
start_postgresql() {
	local bin data="$work/postgresql" as_postgres=()
	bin="$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -n 1)"
	free_port postgresql
	mkdir "$data"
	if [[ "$(id -u)" == 0 ]]; then
		chown postgres "$data"
		as_postgres=(setpriv --reuid=postgres --regid=postgres --init-groups)
	fi
	cat >"$work/postgresql.hba" <<-END
		host shop app 127.0.0.1/32 trust
		host shop clerk 127.0.0.1/32 password
	END
	(
		cd "$data"
		"${as_postgres[@]}" "$bin/initdb" -D "$data" -U owner -E UTF8 --locale=C --no-sync --auth=reject
		printf '%s\n' "CREATE DATABASE shop;" "CREATE ROLE app LOGIN;" "CREATE ROLE clerk LOGIN PASSWORD 'secret';" |
			"${as_postgres[@]}" "$bin/postgres" --single -D "$data" postgres
	) >"$work/postgresql.log" 2>&1 </dev/null
	start "$work/postgresql.log" "${as_postgres[@]}" "$bin/postgres" -D "$data" -p "${ports[postgresql]}" -F \
		-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c hba_file="$work/postgresql.hba"
}

# In front of memcached: one closes connections that were idle for a second; behind another is nobody. Two expect the
# PROXY protocol, one of them before TLS, and a third tells the addresses that it was told.
start_haproxy() {
	local name
	for name in haproxy-idle haproxy-dead haproxy-proxied haproxy-proxiedtls haproxy-told nobody; do
		free_port "$name"
	done
	cat "$work/server.pem" "$work/server.key" >"$work/server.both"
	cat >"$work/haproxy.conf" <<-END
		defaults
			mode tcp
			timeout connect 5s
			timeout client 1s
			timeout server 1s
		listen idle
			bind 127.0.0.1:${ports[haproxy-idle]}
			server memcached 127.0.0.1:${ports[memcached]}
		listen dead
			bind 127.0.0.1:${ports[haproxy-dead]}
			retries 0
			server nobody 127.0.0.1:${ports[nobody]}
		listen proxied
			bind 127.0.0.1:${ports[haproxy-proxied]} accept-proxy
			server memcached 127.0.0.1:${ports[memcached]}
		listen proxiedtls
			bind 127.0.0.1:${ports[haproxy-proxiedtls]} accept-proxy ssl crt $work/server.both
			server memcached 127.0.0.1:${ports[memcached]}
		frontend told
			mode http
			bind 127.0.0.1:${ports[haproxy-told]} accept-proxy
			http-request return status 200 content-type text/plain lf-string "%[src]:%[src_port] %[dst]:%[dst_port]"
	END
	start "$work/haproxy.log" /usr/sbin/haproxy -db -f "$work/haproxy.conf"
}

# A certificate authority, and what it has issued to the servers, to clients, and to nobody it should have.
make_certificates() {
	local name
	for name in ca stranger; do
		openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$name" -keyout "$work/$name.key" \
			-out "$work/$name.pem" 2>/dev/null
	done
	for name in server client; do
		openssl req -newkey rsa:2048 -nodes -subj "/CN=$name" -keyout "$work/$name.key" -out "$work/$name.csr" 2>/dev/null
		openssl x509 -req -in "$work/$name.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial -days 2 \
			-extfile <(echo "subjectAltName=IP:127.0.0.1,DNS:localhost") -out "$work/$name.pem" 2>/dev/null
	done
	chmod 644 "$work"/*.key
}

# In front of memcached, each with one version of TLS, and one that asks clients for certificates.
start_stunnel() {
	local name
	for name in stunnel-tls1.2 stunnel-tls1.3 stunnel-mutual; do
		free_port "$name"
	done
	cat >"$work/stunnel.conf" <<-END
		foreground = yes
		pid =
		cert = $work/server.pem
		key = $work/server.key
		[tls1.2]
		accept = 127.0.0.1:${ports[stunnel-tls1.2]}
		connect = 127.0.0.1:${ports[memcached]}
		sslVersion = TLSv1.2
		[tls1.3]
		accept = 127.0.0.1:${ports[stunnel-tls1.3]}
		connect = 127.0.0.1:${ports[memcached]}
		sslVersion = TLSv1.3
		[mutual]
		accept = 127.0.0.1:${ports[stunnel-mutual]}
		connect = 127.0.0.1:${ports[memcached]}
		CAfile = $work/ca.pem
		verifyChain = yes
	END
	start "$work/stunnel.log" /usr/bin/stunnel4 "$work/stunnel.conf"
}

# A SOCKS5 proxy that lets clients connect to memcached, and to a port on which nobody listens.
start_dante() {
	local port user=""
	free_port dante
	[[ "$(id -u)" != 0 ]] || user=$'user.privileged: root\nuser.unprivileged: nobody'
	{
		cat <<-END
			logoutput: stderr
			internal: 127.0.0.1 port = ${ports[dante]}
			external: lo
			clientmethod: none
			socksmethod: none
			$user
			client pass {
				from: 127.0.0.0/8 to: 0.0.0.0/0
			}
		END
		for port in "${ports[memcached]}" "${ports[stunnel-tls1.3]}" "${ports[nobody]}"; do
			cat <<-END
				socks pass {
					from: 127.0.0.0/8 to: 127.0.0.0/8 port = $port
					protocol: tcp
					command: connect
				}
			END
		done
	} >"$work/dante.conf"
	start "$work/dante.log" /usr/sbin/danted -f "$work/dante.conf"
}

# A SOCKS5 proxy that wants a user name and a password. Those of dante are users of the system.
start_microsocks() {
	free_port microsocks
	start "$work/microsocks.log" /usr/bin/microsocks -i 127.0.0.1 -p "${ports[microsocks]}" -u alice -P s3cret-77
}

# Two HTTP proxies that let clients connect to memcached; one of them wants a user name and a password.
start_tinyproxy() {
	local name user="" login=""
	[[ "$(id -u)" != 0 ]] || user=$'User nobody\nGroup nogroup'
	for name in tinyproxy-open tinyproxy-login; do
		free_port "$name"
		[[ "$name" != tinyproxy-login ]] || login="BasicAuth alice s3cret-77"
		cat >"$work/$name.conf" <<-END
			$user
			Listen 127.0.0.1
			Port ${ports[$name]}
			Timeout 60
			MaxClients 50
			Allow 127.0.0.1
			ConnectPort ${ports[memcached]}
			ConnectPort ${ports[stunnel-tls1.3]}
			ConnectPort ${ports[nobody]}
			$login
		END
		start "$work/tinyproxy.log" /usr/bin/tinyproxy -d -c "$work/$name.conf"
	done
}

# Each sends back the lines that it gets, reversed, to one client at a time.
start_openssl() {
	start_s_server openssl-tls1.2 -tls1_2
	start_s_server openssl-tls1.3 -tls1_3
	start_s_server openssl-mutual -Verify 1 -verify_return_error -CAfile "$work/ca.pem"
}

start_s_server() {
	local name="$1"
	shift
	free_port "$name"
	start "$work/openssl.log" openssl s_server -rev -accept "127.0.0.1:${ports[$name]}" -cert "$work/server.pem" \
		-key "$work/server.key" "$@"
}

make_certificates
start_memcached
start_nsd
start_gearmand
start_rabbitmq
start_redis
start_slapd
start_postgresql
start_haproxy
start_stunnel
start_openssl
start_dante
start_microsocks
start_tinyproxy
properties=("-Dinterop.certificates=$work")
for server in memcached nsd gearmand rabbitmq redis slapd postgresql haproxy-idle haproxy-dead haproxy-proxied haproxy-proxiedtls haproxy-told \
	stunnel-tls1.2 stunnel-tls1.3 stunnel-mutual openssl-tls1.2 openssl-tls1.3 openssl-mutual dante microsocks tinyproxy-open \
	tinyproxy-login; do
	await_server "$server"
	properties+=("-Dinterop.$server=${ports[$server]}")
done
properties+=("-Dinterop.nobody=${ports[nobody]}")

echo "building, then calling them"
rm -rf "$reports"
mkdir -p "${log%/*}"
status=0
start "$log" ./mvnw -B -ntp -Pinterop -pl interop-tests -am test "${properties[@]}"
wait "$!" || status=1

# One line for each test of the reports: its class, which is the server's, and its name in words.
awk '
	function tell() {
		if (test != "") {
			print verdict test
		}
	}
	/^ *<testcase / {
		tell()
		server = test = $0
		sub(/.* classname="[^"]*\./, "", server)
		sub(/Tests".*/, "", server)
		sub(/.*<testcase name="/, "", test)
		sub(/[("].*/, "", test)
		gsub(/[A-Z]/, " &", test)
		test = sprintf("%-17s", server) tolower(test)
		verdict = "ok      "
	}
	/^ *<(failure|error|skipped)[ >\/]/ { verdict = "FAILED  " }
	END { tell() }
' "$reports"/TEST-*.xml >"$work/checks" 2>/dev/null || true
cat "$work/checks"
passed="$(grep -c '^ok' "$work/checks" || true)"
failed="$(grep -c '^FAILED' "$work/checks" || true)"
if ((status && !failed)) || ((!passed)); then
	tail -n 30 "$log"
	status=1
	echo "the build FAILED"
fi
echo "$passed checks passed, $failed FAILED; details are in $log and $reports"
exit "$status"
