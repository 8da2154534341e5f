"""`make bench`: fifty people who click at once, and one alone, on every page; the page without figures is the floor.

Two processes of the app serve the sample, as two cores would. Each person has a session of their own, opens a page and
then changes something on it every three to nine seconds; from the click to the moment at which the server has sent all,
time passes that is printed: half of the clicks waited at most the median, nineteen of twenty the p95.
"""

from __future__ import annotations

import asyncio
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).parents[1]
#: The page that costs least comes first.
PAGES = ("saved", "overview", "programmes", "calls", "collaboration", "topics", "events", "reach")
PEOPLE, PROCESSES, CLICKS = 50, 2, 5
_LEGEND = f"""
one: p95 of a rerun with one person. {PEOPLE}: median and p95 with {PEOPLE} people who click every 3 to 9 s, in seconds.
sent: kB of a rerun, the median."""


def main() -> None:
    """Print for each page how long its readers wait."""
    with tempfile.TemporaryDirectory() as folder:
        store = f"sqlite:///{folder}/store.sqlite"
        for command in (("init", "--sample"), ("topics", "--demonstration")):
            words = [sys.executable, "-m", "lib", *command, "--db", store]
            subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
        with _served(store, PROCESSES) as ports:
            print(_LEGEND)
            print(f"\n{'page':<18}{'cold':>8}{'one':>8}{'median':>9}{'p95':>8}{'sent':>8}")
            for page in PAGES:
                cold, one, many, sent = asyncio.run(_measure(page, ports))
                print(
                    f"{page:<18}{cold:>7.2f}s{_p95(one):>7.2f}s{statistics.median(many):>8.2f}s{_p95(many):>7.2f}s"
                    f"{statistics.median(sent) / 1000:>8.0f}"
                )


async def _measure(page: str, ports: list[int]) -> tuple[float, list[float], list[float], list[int]]:
    first = await _visit(page, ports[0], 0.0, 8)
    for port in ports[1:]:
        await _visit(page, port, 0.0, 1)
    visits = (_visit(page, ports[place % len(ports)], 9.0, CLICKS) for place in range(PEOPLE))
    every = await asyncio.gather(*visits)
    waited = [seconds for visit in every for seconds, _ in visit[1:]]
    return first[0][0], [seconds for seconds, _ in first[1:]], waited, [size for _, size in first[1:]]


async def _visit(page: str, port: int, pause: float, clicks: int) -> list[tuple[float, int]]:
    """Open a page and have it run again; return how long each run took, the first one too, and the bytes of each."""
    chance = random.Random(f"{page} {port}")
    path = "" if page == "overview" else page
    taken = []
    async with websockets.connect(
        f"ws://localhost:{port}/_stcore/stream", subprotocols=["streamlit"], max_size=None
    ) as socket_:
        for number in range(clicks + 1):
            if number and pause:
                await asyncio.sleep(chance.uniform(pause / 3, pause))
            asked = BackMsg()
            asked.rerun_script.query_string = f"dataset=demonstration&to={2025 - number % 2}"
            asked.rerun_script.page_name = path
            start, size = time.perf_counter(), 0
            await socket_.send(asked.SerializeToString())
            while True:
                content = await socket_.recv()
                assert isinstance(content, bytes)
                size += len(content)
                message = ForwardMsg.FromString(content)
                # A page that failed sends little, and soon.
                assert message.delta.new_element.WhichOneof("type") != "exception", f"{page} failed"
                if message.WhichOneof("type") == "script_finished":
                    break
            taken.append((time.perf_counter() - start, size))
    return taken


@contextmanager
def _served(store: str, processes: int) -> Iterator[list[int]]:
    """Serve a store by several processes of the app; gives their ports."""
    ports, running = [], []
    for _ in range(processes):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            ports.append(free.getsockname()[1])
        command = [sys.executable, "-m", "streamlit", "run", "serve.py", "--server.port", str(ports[-1])]
        quiet = subprocess.DEVNULL
        environment = {**os.environ, "DATABASE_URL": store}
        running.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet))
    try:
        for port in ports:
            for _ in range(240):
                with suppress(OSError):
                    urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=1)
                    break
                time.sleep(0.25)
        yield ports
    finally:
        for process in running:
            process.terminate()
            process.wait(10)


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


if __name__ == "__main__":
    main()
