# The workshop with its demo server, in one container that needs nothing but a port:
#
#   docker build --tag telemetry-driven-development .
#   docker run --rm --publish 127.0.0.1:4321:4321 --publish 127.0.0.1:4318:4318 --read-only --tmpfs /tmp --cap-drop ALL \
#     telemetry-driven-development
#
# What it received is kept in /app/.data; give that a volume to keep it over restarts. Settings are those of README.md.

# Everything is built here: packages with their build tools, database snapshot, workers, recordings, site.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
ENV PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 NODE_ENV=development
# The packages alone first: they change more seldom than the sources. Not `npm ci`, see scripts/setup/install.mjs.
COPY package.json package-lock.json .npmrc ./
RUN npm install --no-save --loglevel=error
COPY . .
ARG SITE_URL= BASE_PATH=
RUN SITE_URL="$SITE_URL" BASE_PATH="$BASE_PATH" node scripts/build.ts
# What only the build and the tests need stays behind.
RUN npm prune --omit=dev --no-save --loglevel=error

FROM node:24.21.0-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production BUILD=off HOST=0.0.0.0 PORT=4321 OTLP_PORT=4318 OTLP_GRPC_PORT=4317 DATA_DIR=/app/.data
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/build/building.snapshot.gz ./build/
COPY --from=build /app/dist ./dist
COPY --from=build /app/scripts ./scripts
COPY --from=build /app/demo-server ./demo-server
COPY --from=build /app/src/trace ./src/trace
RUN mkdir .data && chown 1000:1000 .data
# The user `node`, by number: `runAsNonRoot` of Kubernetes cannot tell who a name is.
USER 1000:1000
VOLUME /app/.data
EXPOSE 4321 4318 4317
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1: it hears the signal to stop, flushes telemetry and closes its connections.
CMD ["node", "scripts/start.ts"]
