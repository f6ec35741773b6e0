# docker build -t diffusion-explorer .
# docker run --init -p 7860:7860 -v diffusion-jobs:/app/jobs diffusion-explorer [options of app.py]
FROM python:3.12-slim

WORKDIR /app
COPY requirements.txt ./
# The CPU builds of torch go before those of PyPI, which bring several gigabytes of CUDA.
RUN pip install --no-cache-dir --extra-index-url https://download.pytorch.org/whl/cpu -r requirements.txt
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
