"""Rooms that die or stand still under supervision: a loop does what packaging/compere@.service says, since systemd does not run everywhere."""
import contextlib
import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time

import room as rooms
import servers
from bench import Fault
from proxy import Proxy

UNIT = rooms.REPOSITORY + "/packaging/compere@.service"
SYSTEM_UNIT = rooms.REPOSITORY + "/packaging/system/compere@.service"
BACK_S = 5.0  # from the end of a process to media at the server


def seconds(text):
    number, unit = re.fullmatch(r"([\d.]+)\s*(ms|s|min|)", text).groups()
    return float(number) * {"ms": 1e-3, "s": 1, "min": 60, "": 1}[unit]


class Unit:
    """What the loop needs of the unit's [Service]."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            said = dict(line.strip().split("=", 1) for line in file if "=" in line and not line.startswith("#"))
        self.restarts, self.is_notified = said["Restart"] == "always", said["Type"] == "notify"
        self.restart_s, self.watchdog_s, self.start_s = seconds(said["RestartSec"]), seconds(said["WatchdogSec"]), seconds(said["TimeoutStartSec"])
        self.over = [int(code) for code in said["RestartPreventExitStatus"].split()]
        self.words = said["ExecStart"].split()[1:]
        self.state_folder = said.get("StateDirectory")


class Supervisor(threading.Thread):
    """Starts the room again whenever it ends, and ends it with SIGABRT when its watchdog is not fed, as systemd does."""

    def __init__(self, unit, binary, show, folder, more, environment):
        super().__init__(daemon=True)
        self.unit, self.starts, self.ready_at, self.log, self.ends, self.process = unit, [], [], [], [], None
        self._over = False
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(folder + "/notify")
        self._socket.settimeout(0.05)
        words = [w.replace("%S", folder + "/state").replace("%i", "room") for w in unit.words]
        if unit.state_folder:
            os.makedirs(f"{folder}/state/{unit.state_folder}")
        self._command = [binary, *[show if w.endswith("show.yaml") else w for w in words], *more]
        self._environment = {**os.environ, "NOTIFY_SOCKET": folder + "/notify", "WATCHDOG_USEC": str(int(unit.watchdog_s * 1e6)), "COMPERE_OPERATOR": "faults", "COMPERE_PRODUCER": "faults",
                             "COMPERE_CACHE": os.path.join(tempfile.gettempdir(), f"compere-faults-cache-{os.getuid()}"), "LP_NUM_THREADS": "1", **environment}
        self.segment_file = folder + "/state/compere/room.segment"

    def run(self):
        while not self._over:
            self.starts.append(time.monotonic())
            self.process = subprocess.Popen(self._command, env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
            threading.Thread(target=self._read, args=(self.process.stderr,), daemon=True).start()
            fed_at, is_ready = time.monotonic(), False
            while self.process.poll() is None:
                with contextlib.suppress(socket.timeout):
                    said = self._socket.recv(4096)
                    is_ready = is_ready or b"READY=1" in said
                    if b"READY=1" in said:
                        self.ready_at.append(time.monotonic())
                    if b"WATCHDOG=1" in said or b"READY=1" in said:
                        fed_at = time.monotonic()
                if time.monotonic() - fed_at > (self.unit.watchdog_s if is_ready else self.unit.start_s):
                    self.process.send_signal(signal.SIGABRT)
                    fed_at = time.monotonic()
            self.ends.append((time.monotonic(), self.process.returncode))
            if not self.unit.restarts or self.process.returncode in self.unit.over:
                return
            time.sleep(self.unit.restart_s)

    def _read(self, stream):
        for line in stream:
            self.log.append((time.monotonic(), line.decode("utf-8", "replace")))

    def segment(self):
        with contextlib.suppress(OSError), open(self.segment_file, encoding="utf-8") as file:
            return file.read().strip()
        return ""

    def close(self):
        self._over = True
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def supervised(break_it, found_out_s, environment=None):
    """A row: break_it(supervisor) once the second segment is on air; `found_out_s`: how long the process may live on after that."""
    def whole(binary, folder):
        with contextlib.ExitStack() as closing:
            def keep(thing):
                closing.callback(thing.close)
                return thing
            server = keep(servers.Nginx(folder + "/server").start())
            proxy = keep(Proxy(server.port))
            show = folder + "/show.yaml"
            with open(show, "w", encoding="utf-8") as file:
                file.write(rooms.demo_text([rooms.push(f"rtmp://127.0.0.1:{proxy.port}/live", "room?secret=of-the-push")], 5))
            supervisor = keep(Supervisor(Unit(UNIT), binary, show, folder, ["--canvas", "portrait", "--size", "180x320"], environment or {}))
            supervisor.start()
            if not wait(lambda: "longjing" in supervisor.segment(), 90):
                return ["the second segment did not come: " + "".join(line for _, line in supervisor.log)[-300:]], {}
            time.sleep(2)
            broken_at = time.monotonic()
            break_it(supervisor)
            if not wait(lambda: supervisor.ends, found_out_s):
                return [f"it did not end within {found_out_s} s"], {}
            before = supervisor.segment()
            ended_at, code = supervisor.ends[0]
            # Media, and not only a connection: a key picture is larger than all that is said before it.
            back = wait(lambda: any(c.at > ended_at and c.bytes > 20_000 for c in proxy.connections) and time.monotonic(), 30)
            time.sleep(3)
            after = supervisor.segment()
            resumed = next((line for at, line in supervisor.log if at > ended_at and "resumed at segment" in line), "")
            wrong = []
            if not back or back - ended_at > BACK_S:
                wrong.append(f"its media was back after {back - ended_at if back else -1:.1f} s")
            if after != before or before.split("\n")[-1].split()[-1] not in resumed:
                wrong.append(f"it went on at \"{after}\" (\"{resumed.strip()}\"), it was at \"{before}\"")
            if len(supervisor.ends) != 1:
                wrong.append(f"it ended {len(supervisor.ends)} times")
            return wrong, {"ended_after_s": round(ended_at - broken_at, 1), "with": code, "back_s": round(back - ended_at, 2) if back else None, "at": before}
    return whole


def wait(test, patience_s):
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        found = test()
        if found:
            return found
        time.sleep(0.02)
    return None


def judge_unit(path, *manager):
    """A row: the unit as systemd reads it, with this machine's `true` in place of the installed binary."""
    def whole(_binary, folder):
        with open(path, encoding="utf-8") as file:
            text = re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", file.read())
        with open(folder + "/compere@.service", "w", encoding="utf-8") as file:
            file.write(text)
        ran = subprocess.run(["systemd-analyze", *manager, "verify", folder + "/compere@.service"], capture_output=True, text=True,
                             env={**os.environ, "SYSTEMD_LOG_LEVEL": "warning", "XDG_RUNTIME_DIR": folder})
        said = [line for line in ran.stderr.splitlines() if "compere" in line]
        if "%S/compere" in text and not re.search(r"(?m)^StateDirectory=compere\b", text):
            return ["the unit keeps its segment in a folder that nobody makes"], {}
        return [f"systemd-analyze verify: {said or ran.stderr[-200:]}"] if ran.returncode != 0 or said else [], {}
    return whole


def over(binary, folder):
    """A room whose rundown is over stays off the air."""
    show = folder + "/show.yaml"
    with open(show, "w", encoding="utf-8") as file:
        file.write(rooms.demo_text([rooms.record(folder + "/recordings")], 5))
    supervisor = Supervisor(Unit(UNIT), binary, show, folder, ["--canvas", "portrait", "--size", "180x320", "--seconds", "3"], {})
    supervisor.start()
    try:
        ended = wait(lambda: supervisor.ends, 40)
        time.sleep(3)
    finally:
        supervisor.close()
    if not ended:
        return ["it did not end"], {}
    wrong = [] if len(supervisor.starts) == 1 and ended[0][1] == 0 else [f"it was started {len(supervisor.starts)} times, and ended with {ended[0][1]}"]
    return wrong + ([] if os.listdir(folder + "/recordings") else ["it recorded nothing"]), {}


ROWS = [
    Fault("supervised-killed", "a room is killed with SIGKILL while it pushes, under what its unit says", whole=supervised(lambda s: s.process.kill(), 2)),
    Fault("supervised-stuck", "a room's tick stands still, under its unit's watchdog", needs_hooks=True, whole=supervised(lambda _: None, 45, {"COMPERE_FAULT": "frame@30s:stall=60s"})),
    Fault("supervised-encoder-hung", "a room's encoder hangs, under its unit's watchdog", needs_hooks=True, whole=supervised(lambda _: None, 60, {"COMPERE_FAULT": "encode@30s:stall=300s"})),
    Fault("supervised-over", "a room whose rundown is over, under its unit", whole=over),
    Fault("supervised-unit", "the user's unit as systemd-analyze reads it", whole=judge_unit(UNIT, "--user"), needs_tool="systemd-analyze"),
    Fault("supervised-system-unit", "the machine's unit as systemd-analyze reads it", whole=judge_unit(SYSTEM_UNIT), needs_tool="systemd-analyze"),
]
