# One image for web, worker and beat; what it runs is the command in docker-compose.yml.
FROM python:3.12-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
COPY pyproject.toml README.md ./
RUN python -m venv /opt/venv && /opt/venv/bin/pip install .

FROM python:3.12-slim-bookworm
# Pango draws the PDF's text; the fonts are what it is set in.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin pillars
COPY --from=build /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    VAR_DIR=/tmp/pillars HOME=/tmp
WORKDIR /app
COPY manage.py ./
COPY pillars pillars
COPY reviewapp reviewapp
COPY templates templates
COPY static static
# Static files are hashed and compressed into the image: the root file system stays read-only.
ENV STATIC_ROOT=/app/staticfiles
# What is put together on the way stays out of the folder that whoever runs it writes to.
RUN SECRET_KEY=build BASE_URL=http://localhost VAR_DIR=/tmp/build \
    python manage.py collectstatic --noinput --verbosity 0 && rm -r /tmp/build
USER pillars
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["uvicorn", "reviewapp.config.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--lifespan", "off", "--no-access-log"]
