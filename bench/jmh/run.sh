#!/bin/sh
# Builds and runs the micro-benchmarks.
#
#   bench/jmh/run.sh [arguments of JMH, such as a pattern or -h]
#
# JAVA_HOME names a JDK 25 or newer, unless java is one.
set -eu
jmh=$(CDPATH='' cd -P -- "$(dirname -- "$0")" && pwd)
home=$(CDPATH='' cd -P -- "$jmh/../.." && pwd)

"$home/sluice" --version >/dev/null # builds Sluice when its sources are newer
mvn -q -B -ntp -f "$jmh/pom.xml" package
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" --enable-native-access=ALL-UNNAMED \
  -cp "$jmh/target/classes:$home/target/sluice.jar:$jmh/target/lib/*" org.openjdk.jmh.Main "$@"
