#!/usr/bin/env bash
# Builds and runs the benchmarks; see benchmarks/README.md.
set -euo pipefail
called_from="$PWD"
cd "$(dirname "$0")/.."

lacks() {
	echo "The benchmarks need $1; set JAVA_HOME to a JDK 17 or later" >&2
	exit 2
}

java="java"
javac="javac"
if [ -n "${JAVA_HOME:-}" ]; then
	java="$JAVA_HOME/bin/java"
	javac="$JAVA_HOME/bin/javac"
fi
command -v "$java" >/dev/null || lacks "Java, and there is no $java"
# Java 8 calls itself 1.8.
version="$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = \(1\.\)\{0,1\}\([0-9]*\).*/\2/p')"
[ "${version:-0}" -ge 17 ] || lacks "Java 17 or later, and $java is ${version:-of an unknown version}"
command -v "$javac" >/dev/null || lacks "a compiler, and there is no $javac"

./mvnw --quiet --batch-mode --no-transfer-progress -pl benchmarks -am -DskipTests -Dmaven.javadoc.skip package
cd benchmarks
exec "$java" -Dbenchmarks.called-from="$called_from" -jar target/benchmarks.jar "$@"
