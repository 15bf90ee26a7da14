"""A worker that runs alone can be watched."""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from wendan.platform.postgres_access import free_port


def read_metrics(worker: subprocess.Popen[bytes], url: str) -> str:
    while worker.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own loopback address
                return answer.read().decode()
        except urllib.error.URLError:
            continue
    raise AssertionError("the worker ended before it could be read")


def test_a_worker_tells_prometheus_about_timers_and_promises(database: str, tmp_path: Path) -> None:
    port = free_port()
    settings = {
        "WENDAN_DATABASE_URL": database,
        "WENDAN_DATA_DIR": str(tmp_path),
        "WENDAN_WORKER_METRICS_PORT": str(port),
    }
    worker = subprocess.Popen([sys.executable, "-m", "wendan", "worker"], env={**os.environ, **settings})
    try:
        told = read_metrics(worker, f"http://127.0.0.1:{port}/metrics")
    finally:
        worker.terminate()
        worker.wait(timeout=20)

    assert "wendan_promise_breaches" in told
    assert "wendan_timers_run" in told
