#!/usr/bin/env bash
# Tests the library with another version of Spring Boot than the one it is compiled with.
# The library and its tests are compiled with the default version. The same classes then run with the other one. The
# sample, as an application, is compiled with the other one, in a directory of its own.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
	echo "usage: $0 [--all] VERSION [MAVEN OPTION...]"
	echo "  --all    run all tests of framed-tcp-core, not only those of what depends on the version"
	echo "example: $0 4.0.9"
	echo "example: $0 4.1.2 -Dcommons-pool2.version=2.12.1"
	exit "$1"
}

library=framed-tcp-test,framed-tcp-core,framed-tcp-spring-boot-autoconfigure,framed-tcp-spring-boot-starter
library+=,framed-tcp-spring-boot-test
spring=('io.framedtcp.autoconfigure.**.*Tests' 'io.framedtcp.starter.**.*Tests' 'io.framedtcp.test.autoconfigure.*Tests'
	'io.framedtcp.sample.*Tests')
# What calls Commons Pool2, Spring and Micrometer. The tests left out are long, and what they wait for is the library's own.
without='!CircuitBreakerPoolTests,!HeldUpUserCodeTests,!SharedThreadsTests,!PingTests,!FreshConnectionTests'
without+=',!PoolStressTests,!LeakDetectorTests,!ClockLeapTests'
core=('io.framedtcp.internal.pool.*Tests' ConnectionOpenerTests FramedTcpTemplateTests ErrorTests
	RetryPolicyTests RetryTests RepeatedExecutionTests ObservationTests TracingTests WithoutMicrometerTests AsyncTests)

case "${1-}" in
	-h | --help) usage 0 ;;
	--all)
		without='!**/*$*'
		core=('io.framedtcp.*Tests' 'io.framedtcp.internal.**.*Tests'
			'io.framedtcp.framing.*Tests' 'io.framedtcp.faults.*Tests')
		shift
		;;
esac
[[ "${1-}" =~ ^[0-9] ]] || usage 2
version="$1"
shift

classes() {
	find framed-tcp-*/target/classes framed-tcp-*/target/test-classes -type f -print0 | sort -z | xargs -0 sha256sum
}

maven() {
	./mvnw --batch-mode --no-transfer-progress "$@"
}

tests="$(IFS=,; echo "${core[*]},${spring[*]},!**/*\$*,$without")"
maven -q package -DskipTests -Dmaven.javadoc.skip -pl "$library"
before="$(classes)"
maven verify -pl "$library,sample-app" --fail-at-end -Dspring-boot.version="$version" \
	-Dmaven.compiler.useIncrementalCompilation=false -Dmaven.javadoc.skip -Dcheckstyle.skip -Dspring-javaformat.skip \
	-Dsample.build.directory="target/spring-boot-$version" -Dtest="$tests" -Dsurefire.failIfNoSpecifiedTests=false "$@"
if [[ "$(classes)" != "$before" ]]; then
	echo "The library was compiled again, so that this was no test of the same classes: ./mvnw clean, and try again"
	exit 1
fi
