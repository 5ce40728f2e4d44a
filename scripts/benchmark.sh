#!/usr/bin/env bash
# Builds and runs the benchmarks; see benchmarks/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."
java="java"
if [ -n "${JAVA_HOME:-}" ]; then
	java="$JAVA_HOME/bin/java"
fi
./mvnw --quiet --batch-mode --no-transfer-progress -pl benchmarks -am -DskipTests -Dmaven.javadoc.skip package
cd benchmarks
exec "$java" -jar target/benchmarks.jar "$@"
