"""One room on air, as seen from outside: its process, threads, files, memory and what it says on standard error."""
import contextlib
import ctypes
import json
import os
import re
import resource
import signal
import subprocess
import sys
import threading
import time

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FPS, CLAP_EVERY_S, SIZE = 30, 3, "180x320"

SHOW = """show: bench
responsible: {{ operator: bench, producer: bench }}
{tier}canvases: {{ portrait: {{ size: {size}, fps: {fps}, camera: close, layout: plain }} }}
anchors: {{ tang: {{ model: "{repository}/assets/anchors/tang.vrm", voice: {{ engine: espeak, voice: zh }} }} }}
stage: {{ colour: "#385048", cameras: {{ close: {{ at: [0, 1.0, 3.4], look_at: [0, 0.8, 0], fov: 32 }} }} }}
layouts: {{ plain: [{layers}] }}
rundown:
  - segment: talk
    say: [{lines}]
  - {{ repeat: forever }}
clap: {{ every: {clap}s }}
outputs:
{outputs}
"""
LAYERS = '{ stage: {} }, { text: "打春", at: [60, 200] }, { caption: tang }'
LINES = '"大家好，欢迎来到直播间。", "今天的新茶一共三样。", "Every line has its own words."'


def record(folder, split=None):
    return f'{{ record: "{folder}", canvas: portrait, bitrate: 800k{f", split: {split}" if split else ""} }}'


def push(url, key):
    return f'{{ {"srt" if url.startswith("srt") else "rtmp"}: "{url}", key: "{key}", canvas: portrait, bitrate: 800k }}'


def demo_text(outputs, clap_every_s):
    """The demo show itself, portrait alone, with a clap and these outputs; wherever it is kept."""
    shows = REPOSITORY + "/assets/shows/tea-house/"
    with open(shows + "show.yaml", encoding="utf-8") as file:
        text = file.read()
    text = text.replace("../../", REPOSITORY + "/assets/").replace("products: products.csv", f"products: {shows}products.csv")
    text = re.sub(r"(?m)^  landscape:.*\n", "", text)
    return re.sub(r"(?s)\noutputs:.*", lambda _: f"\nclap: {{ every: {clap_every_s}s }}\noutputs:\n" + "".join(f"  - {o}\n" for o in outputs), text)


def studio_of(binary):
    """The library beside that binary which holds the commands that go on air (apps/compere/studio.h)."""
    return os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(binary))), "lib/compere/libcompere-studio.so")


class Room:
    """Starts at once; `wait_on_air` returns at the first tick. Times of `said` are those of time.monotonic(). `text`: a show instead of the plain one."""

    def __init__(self, binary, folder, outputs, seconds, tier="", layers=LAYERS, lines=LINES, words=(), environment=None, log="read", user=None, size=SIZE, clap_every_s=CLAP_EVERY_S, text=None):
        self.folder, self.seconds, self.said, self.on_air_at, self.ended_at = folder, seconds, [], None, None
        show = os.path.join(folder, "show.yaml")
        with open(show, "w", encoding="utf-8") as out:
            out.write(text or SHOW.format(size=size, fps=FPS, repository=REPOSITORY, clap=clap_every_s, tier=f"tier: {tier}\n" if tier else "", layers=layers, lines=lines,
                                  outputs="\n".join(f"  - {o}" for o in outputs)))
        self.report_file = os.path.join(folder, "report.json")
        command = [*words, binary, "run", show, "--seconds", str(seconds), "--report", self.report_file]
        log_end, said_end = os.pipe()
        self._log_end, self._is_log_read = log_end, log == "read"
        self._changed = threading.Condition()
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said_end, env={**os.environ, **(environment or {})}, start_new_session=True, user=user,
                                        **({"extra_groups": []} if user else {}))
        os.close(said_end)
        self.pid = self.process.pid
        threading.Thread(target=self._read_log, daemon=True).start()
        threading.Thread(target=self._wait, daemon=True).start()

    def _read_log(self):
        rest = b""
        while self._is_log_read or self.on_air_at is None:
            try:
                data = os.read(self._log_end, 65536)
            except OSError:
                return
            if not data:
                return
            *lines, rest = (rest + data).split(b"\n")
            with self._changed:
                for line in lines:
                    self.said.append((time.monotonic(), line.decode("utf-8", "replace")))
                    if "on air: " in self.said[-1][1]:
                        self.on_air_at = time.monotonic()
                self._changed.notify_all()

    def _wait(self):
        self.process.wait()
        with self._changed:
            self.ended_at = time.monotonic()
            self._changed.notify_all()

    def leave_log(self):
        """Whoever read the log is gone: writing to it fails from now on."""
        self._is_log_read = False
        os.close(self._log_end)

    def wait_on_air(self, patience_s=60):
        with self._changed:
            self._changed.wait_for(lambda: self.on_air_at or self.ended_at, patience_s)
        return self.on_air_at is not None

    def wait_end(self, patience_s):
        with self._changed:
            self._changed.wait_for(lambda: self.ended_at, patience_s)
        return self.ended_at is not None

    def air_s(self):
        return time.monotonic() - self.on_air_at

    def says(self, pattern, from_s=0.0):
        """When it was first said, in seconds on air; None: never."""
        return next((at - self.on_air_at for at, line in list(self.said) if at - (self.on_air_at or 0) >= from_s and re.search(pattern, line)), None)

    def log(self):
        return "\n".join(line for _, line in self.said)

    def report(self):
        try:
            with open(self.report_file, encoding="utf-8") as file:
                return json.load(file)
        except (OSError, ValueError):
            return {}

    # What it uses.
    def threads(self):
        names = []
        for task in os.listdir(f"/proc/{self.pid}/task"):
            with contextlib.suppress(OSError), open(f"/proc/{self.pid}/task/{task}/comm", encoding="utf-8") as comm:
                names.append((int(task), comm.read().strip()))
        return names

    def open_files(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def resident_bytes(self):
        with open(f"/proc/{self.pid}/statm", encoding="utf-8") as statm:
            return int(statm.read().split()[1]) * resource.getpagesize()

    def use(self):
        try:
            return {"threads": len(self.threads()), "files": self.open_files(), "bytes": self.resident_bytes()}
        except OSError:
            return None

    def helpers(self, verb):
        """Pids of its helper processes of that hidden verb."""
        found = []
        for entry in os.listdir("/proc"):
            with contextlib.suppress(OSError, ValueError):
                with open(f"/proc/{int(entry)}/stat", encoding="utf-8") as stat:
                    parent = int(stat.read().rsplit(")", 1)[1].split()[1])
                with open(f"/proc/{entry}/cmdline", encoding="utf-8") as command:
                    if parent == self.pid and verb in command.read().split("\0"):
                        found.append(int(entry))
        return found

    # What is done to it.
    def signal(self, number):
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def pause(self, seconds):
        self.signal(signal.SIGSTOP)
        time.sleep(seconds)
        self.signal(signal.SIGCONT)

    def stall_threads(self, name, seconds):
        """Each thread of that name stands still, wherever it is, one after the other; the others run on. Returns how many did."""
        tasks = [task for task, its_name in self.threads() if its_name == name or (name == "frame" and task == self.pid)]
        for task in tasks:
            # By a process of its own: here whoever waits for the room's end would be told of the stop instead.
            subprocess.run([sys.executable, os.path.abspath(__file__), str(task), str(seconds)], check=True)
        return len(tasks)

    def keep_cores(self, cores):
        for task, _ in self.threads():
            with contextlib.suppress(OSError):
                os.sched_setaffinity(task, cores)

    def close(self):
        if self.process.poll() is None:
            self.signal(signal.SIGCONT)
            self.process.kill()
        self.process.wait()


def stall_task(task, seconds):
    """Stops one thread of another process, without a signal that its process could see."""
    seize, interrupt, detach, wall = 0x4206, 0x4207, 17, 0x40000000
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    libc.ptrace.restype = ctypes.c_long
    if libc.ptrace(seize, task, None, None) != 0:
        raise OSError(ctypes.get_errno(), "this thread cannot be stalled: " + os.strerror(ctypes.get_errno()))
    libc.ptrace(interrupt, task, None, None)
    os.waitpid(task, wall)
    time.sleep(seconds)
    libc.ptrace(detach, task, None, None)


if __name__ == "__main__":
    stall_task(int(sys.argv[1]), float(sys.argv[2]))
