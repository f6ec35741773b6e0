# docker build -t diffusion-explorer .                        with --build-arg GPU=1: for NVIDIA GPUs (several gigabytes)
# docker run --init -p 7860:7860 -v diffusion-jobs:/app/jobs diffusion-explorer [options of app.py]
# To build on one and the same base for ever, name its digest: --build-arg BASE=python:3.12-slim@sha256:...
ARG BASE=python:3.12-slim
FROM ${BASE}

WORKDIR /app
COPY requirements.lock ./
ARG GPU=
# Exactly these files and no others, by their hashes. Of torch, the CPU build, unless there is a GPU: PyPI's brings CUDA.
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.lock \
    && pip install --no-cache-dir --only-binary :all: torch==2.13.0 \
        $([ "$GPU" ] || echo --no-deps --index-url https://download.pytorch.org/whl/cpu) \
    && pip check
COPY app.py LICENSE ./
COPY checkpoints checkpoints/
COPY explorer explorer/

# Everything but jobs/ and the home, where fetched networks are kept, belongs to root: the app cannot change itself.
RUN useradd --create-home --uid 1000 explorer && mkdir jobs && chown explorer jobs
USER explorer
ENV PYTHONUNBUFFERED=1 EXPLORER_ADDRESS_FILE=/tmp/explorer-address
VOLUME /app/jobs
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-m", "explorer.health"]
ENTRYPOINT ["python", "app.py", "--host", "0.0.0.0"]
