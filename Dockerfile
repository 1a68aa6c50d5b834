# docker build -t sluice .
# docker run -d -p 8443:8443 -e JWT_SECRET="$(openssl rand -base64 48)" -v sluice-data:/data --read-only --tmpfs /tmp sluice
ARG BUILD_IMAGE=maven:3.9-eclipse-temurin-25
ARG BASE=eclipse-temurin:25-jre

FROM ${BUILD_IMAGE} AS build
WORKDIR /src

# One small source file makes Maven fetch the compiler's plugins too: this layer lasts until the pom changes.
COPY pom.xml ./
COPY src/main/java/dev/sluice/package-info.java src/main/java/dev/sluice/
RUN mvn -q -B -ntp -Dmaven.test.skip -Dspotless.check.skip package

COPY src/main/ src/main/
RUN mvn -q -B -ntp -Dmaven.test.skip -Dspotless.check.skip package

# What this image can use of the libraries for other systems, and the native ones unpacked, so that they load where /tmp
# is mounted noexec.
RUN rm -f target/lib/*-osx-* target/lib/*-windows-* \
 && mkdir target/native && cd target/native \
 && for jar in ../lib/*-linux-"$(uname -m | sed 's/aarch64/aarch_64/')".jar; do jar xf "$jar" META-INF/native; done \
 && mv META-INF/native/*.so . && rm -r META-INF

FROM ${BASE}
LABEL org.opencontainers.image.title="Sluice" \
      org.opencontainers.image.description="A gateway for the Model Context Protocol" \
      org.opencontainers.image.licenses="Apache-2.0"

# Everything the process writes is under /data (a volume) and /tmp; the rest may be read-only.
RUN mkdir -m 0750 /data && chown 10001:10001 /data

WORKDIR /app
COPY --from=build /src/target/native/ native/
COPY --from=build /src/target/lib/ lib/
COPY scripts/container-entrypoint.sh sluice jvm.options ./
COPY --from=build /src/target/sluice.jar ./

# The classes that the JVM loads and links here it need not load and link in each container.
RUN /app/container-entrypoint.sh rehearse && ls -l /app/sluice.aot

ENV HOST=0.0.0.0 PORT=8443 DATA_DIR=/data HOME=/data
USER 10001:10001
VOLUME /data
EXPOSE 8443
STOPSIGNAL SIGTERM

HEALTHCHECK --interval=30s --timeout=8s --start-period=30s --retries=3 \
  CMD ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx24m", "-cp", "/app/sluice.jar", "dev.sluice.HealthProbe"]

ENTRYPOINT ["/app/container-entrypoint.sh"]
CMD ["run", "--self-signed"]
