# syntax=docker/dockerfile:1

# Builds the service in one stage and runs it in another that holds nothing else.
#
#   docker build -t userkv .
#   docker run --rm -p 127.0.0.1:8787:8787 -v userkv-data:/data -e USERKV_AUTH=off userkv

ARG SWIFT_IMAGE=swift:6.3-noble
ARG RUNTIME_IMAGE=ubuntu:noble

FROM ${SWIFT_IMAGE} AS build
SHELL ["/bin/bash", "-o", "pipefail", "-c"]

# Versions follow the base image's release, which changes them only for fixes.
# hadolint ignore=DL3008
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        libcurl4-openssl-dev libsqlite3-dev zlib1g-dev libmimalloc-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /build

# Dependencies change seldom: a layer of their own keeps them from being fetched for every change of the
# sources. Package.resolved pins them where there is one.
COPY Package.swift Package.resolve[d] ./
RUN swift package resolve

COPY Sources ./Sources
# The package names its tests and benchmarks, so it does not build without them; the program does not contain them.
COPY Tests ./Tests
COPY Benchmarks ./Benchmarks
# The flags are those of the Makefile, and --strip-debug. The program is moved out in the same step, because the cache is not part of the image.
RUN --mount=type=cache,target=/build/.build-release,sharing=locked \
    swift build --configuration release --product userkv --static-swift-stdlib --scratch-path .build-release \
        -Xswiftc -enforce-exclusivity=unchecked -Xlinker --gc-sections -Xlinker --strip-debug \
    && install -D --mode=0755 "$(swift build --configuration release --static-swift-stdlib \
        --scratch-path .build-release --show-bin-path)/userkv" /staging/app/userkv \
    && install -D --mode=0755 -t /staging/app /usr/libexec/swift/linux/swift-backtrace-static

# A new volume takes over the owner of the folder that it is mounted on.
RUN install -d --owner=65532 --group=65532 --mode=0750 /staging/data

FROM ${RUNTIME_IMAGE}

ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="userkv" \
      org.opencontainers.image.description="User-data REST service over SQLite or Cloudflare Workers KV" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

# hadolint ignore=DL3008
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        ca-certificates libcurl4t64 libmimalloc2.0 libsqlite3-0 libstdc++6 tzdata zlib1g \
    && rm -rf /var/lib/apt/lists/*

COPY --from=build /staging/app /app
COPY --from=build --chown=65532:65532 /staging/data /data

# A container is reached from outside itself, so the service listens on all addresses. It refuses to start
# like that without API keys: give USERKV_API_KEYS_FILE, or USERKV_AUTH=off to let anybody call.
ENV HOST=0.0.0.0 \
    PORT=8787 \
    LOG_FORMAT=json \
    USERKV_SQLITE_PATH=/data/userkv.sqlite \
    SWIFT_BACKTRACE=enable=yes,threads=all,interactive=no,color=no,swift-backtrace=/app/swift-backtrace-static

# A number, so that orchestrators can tell that it is not root. Only /data is written to.
USER 65532:65532
WORKDIR /data
VOLUME /data
EXPOSE 8787
STOPSIGNAL SIGTERM

# The start period leaves time for a large database to be upgraded, which happens before the service listens.
HEALTHCHECK --interval=10s --timeout=2s --start-period=5m --retries=3 CMD ["/app/userkv", "healthcheck"]

ENTRYPOINT ["/app/userkv"]
CMD ["serve"]
