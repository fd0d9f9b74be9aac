# Debian slim, because the wheels want glibc (there are none for Alpine's musl).
# No container engine was at hand when this was written: it has been read, not built.

FROM debian:bookworm-slim AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /stafett
COPY requirements.lock .
RUN python3 -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --no-deps --require-hashes --only-binary :all: \
        -r requirements.lock \
    && .venv/bin/python -m pip uninstall -y pip setuptools
COPY src src
COPY migrations migrations
RUN echo /stafett/src > .venv/lib/python3.11/site-packages/stafett.pth \
    && .venv/bin/python -m compileall -q src

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates python3 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/stafett --shell /usr/sbin/nologin stafett \
    && install -d -o stafett -g stafett -m 0700 /var/lib/stafett
COPY --from=build /stafett /stafett
ENV PATH=/stafett/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    STAFETT_DATA=/var/lib/stafett
USER stafett
WORKDIR /var/lib/stafett
VOLUME /var/lib/stafett
EXPOSE 8080
ENTRYPOINT ["python", "-P", "-m", "stafett"]
# Real books want DATABASE_URL and STAFETT_KEYSTORE_URL: a container forgets its files.
CMD ["serve", "--host", "0.0.0.0", "--port", "8080"]
