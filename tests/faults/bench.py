"""Puts one fault after the other into rooms on air and tells what held. The rows are in *_faults.py; README.md says how to add one."""
import concurrent.futures
import contextlib
import dataclasses
import glob
import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
from typing import Callable

import checks
import room as rooms
import servers
from proxy import Proxy, UdpProxy

FLV_SLACK = 150   # samples: FLV rounds both stamps to milliseconds, nginx once more
MP4_SLACK = 1


@dataclasses.dataclass
class Fault:
    """One row. `acts` are (seconds on air, what is done); times in the checks are seconds on air too."""
    name: str
    injected: str
    seconds: int = 12
    acts: list = dataclasses.field(default_factory=list)
    sick: Callable = None          # stage -> output of the show that the fault is about; beside it run a good push and a recording
    back: tuple = None             # (from, within): a connection of the sick push that begins in there carries media until the end
    connections: tuple = None      # fewest and most that the sick push may have tried
    says: list = dataclasses.field(default_factory=list)   # patterns of what standard error must name
    silent: list = dataclasses.field(default_factory=list)  # and of what it must not
    recording: str = "whole"       # all ticks in one file; "parts": all ticks in several; "some": what is there plays; "none"
    split: str = None
    served_s: float = 0            # seconds of pictures that the sick push's server must have got
    lost_claps: int = 0            # white pictures that skipped ticks may cost; clicks never
    gap_s: float = 1.0             # the longest silence of the good push
    well: bool = True              # the good push is there and keeps its one connection
    late_end_s: float = 4.0        # how much later than its show time the room may end
    ends_at: float = None          # on air, if not when its show time is over
    exit_code: int = 0
    starts: bool = True            # False: it must refuse to go on air
    threads: int = 1               # and open files that it may have more at its end
    files: int = 4
    needs_root: bool = False
    needs_hooks: bool = False      # a build with COMPERE_FAULT_HOOKS
    needs_tool: str = None         # a program that is not everywhere
    needs_file: str = None         # nor this, a pattern
    room: Callable = None          # stage -> further arguments of Room
    check: Callable = None         # stage -> what did not hold
    whole: Callable = None         # binary, folder -> [what did not hold], {what was measured}: a row that is not a room for so many seconds
    quick: bool = False            # short and telling: ctest runs it
    alone: bool = False            # it takes processor time away, from a row beside it too: no other room is on air meanwhile


class Stage:
    """What one row runs with; everything in `closing` is closed at its end."""

    def __init__(self, fault, binary, folder):
        self.fault, self.binary, self.folder, self.closing = fault, binary, folder, contextlib.ExitStack()
        self.recordings_folder, self.room, self.server, self.proxy, self.proxies = folder + "/recordings", None, None, None, []
        self.use_before = self.use_after = None

    def keep(self, thing):
        self.closing.callback(thing.close)
        return thing

    def own_folder(self, name):
        os.makedirs(f"{self.folder}/{name}", exist_ok=True)
        return f"{self.folder}/{name}"

    def good_push(self):
        self.well_server = self.keep(servers.Nginx(self.own_folder("well")).start())
        self.well_proxy = self.keep(Proxy(self.well_server.port))
        return rooms.push(f"rtmp://127.0.0.1:{self.well_proxy.port}/live", "well?secret=of-the-good-push")

    def mount_small(self, megabytes):
        """A disk of its own for the recordings."""
        os.makedirs(self.recordings_folder, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "compere-faults", self.recordings_folder], check=True)
        self.closing.callback(lambda: subprocess.run(["umount", self.recordings_folder], check=False))

    def fill_disk(self):
        with contextlib.suppress(OSError), open(self.recordings_folder + "/ballast", "ab", buffering=0) as ballast:
            while ballast.write(bytes(65536)):
                pass

    def recorded(self):
        found = [os.path.join(self.recordings_folder, f) for f in os.listdir(self.recordings_folder) if f.endswith(".mp4")] if os.path.isdir(self.recordings_folder) else []
        return sorted(found, key=lambda f: (int((re.search(r"-part(\d+)\.mp4", f) or [0, 1])[1]), f))

    def air_s(self, monotonic):
        return monotonic - self.room.on_air_at


# What the sick output may be.
def to_nginx(stage):
    stage.server = stage.keep(servers.Nginx(stage.own_folder("sick")).start())
    stage.proxy = stage.keep(Proxy(stage.server.port))
    return rooms.push(f"rtmp://127.0.0.1:{stage.proxy.port}/live", "sick?secret=of-the-sick-push")


def to_absent(stage):
    stage.server = stage.keep(servers.Nginx(stage.own_folder("sick")))
    return rooms.push(f"rtmp://127.0.0.1:{stage.server.port}/live", "sick?secret=of-the-sick-push")


def to_odd(kind, scheme="rtmp"):
    def make(stage):
        stage.server = stage.keep(servers.Odd(kind))
        return rooms.push(f"{scheme}://{'localhost' if scheme == 'rtmps' else '127.0.0.1'}:{stage.server.port}/live", "sick?secret=of-the-sick-push")
    return make


def to_rtmps(certificate):
    def make(stage):
        stage.certificates = stage.own_folder("certificates")
        servers.make_certificates(stage.certificates)
        stage.server = stage.keep(servers.Nginx(stage.own_folder("sick"), f"{stage.certificates}/{certificate}").start())
        stage.proxy = stage.keep(Proxy(stage.server.tls_port))
        return rooms.push(f"rtmps://localhost:{stage.proxy.port}/live", "sick?secret=of-the-sick-push")
    return make


def to_srt(passphrase="", listens=True, expected=""):
    def make(stage):
        stage.server = stage.keep(servers.SrtListener(stage.own_folder("sick"), passphrase=passphrase))
        if listens:
            stage.server.start()
        stage.proxy = stage.keep(UdpProxy(stage.server.port))
        return rooms.push(f"srt://127.0.0.1:{stage.proxy.port}", expected or passphrase)
    return make


def to_name(kind):
    def make(stage):
        stage.names = stage.keep(servers.Names(stage.folder, kind))
        return rooms.push("rtmp://push.compere.invalid/live", "sick?secret=of-the-sick-push")
    return make


# What must hold.
def judge_recording(stage):
    fault, ticks, wrong = stage.fault, stage.fault.seconds * rooms.FPS, []
    files = stage.recorded()
    if fault.recording == "none":
        return [], {}
    if not files:
        return ["there is no recording"], {}
    media = [checks.Media(f) for f in files]
    facts = {"files": len(files), "pictures": sum(m.pictures for m in media if not m.problem), "samples": sum(m.samples for m in media if not m.problem)}
    if fault.recording == "whole":
        wrong, more = checks.judge_whole(media[0], ticks, MP4_SLACK, fault.lost_claps)
        facts.update(more)
        if len(files) > 1:
            wrong.append(f"{len(files)} files")
        return wrong, facts
    for m in media:
        wrong += [f"{os.path.basename(m.path)}: {w}" for w in checks.judge_part(m)]
        if not m.problem:
            bad, _ = checks.judge_sync(m, MP4_SLACK)
            wrong += bad
    if fault.recording == "parts" and facts["pictures"] != ticks:
        wrong.append(f"{facts['pictures']} pictures in {len(files)} files for {ticks} ticks")
    return wrong, facts


def judge_good_push(stage):
    fault, wrong = stage.fault, []
    served = stage.well_server.served("well")
    if fault.exit_code == 0 and not any(b"deleteStream" in c.tail for c in stage.well_proxy.connections):
        wrong.append("the good push did not say goodbye")
    if len(stage.well_proxy.connections) != 1 or len(served) != 1:
        wrong.append(f"the good push had {len(stage.well_proxy.connections)} connections and {len(served)} publications")
    if served:
        found, facts = checks.judge_whole(checks.Media(served[-1]), fault.seconds * rooms.FPS, FLV_SLACK, fault.lost_claps)
        wrong += ["good push: " + w for w in found]
    gap = stage.well_proxy.longest_gap_s(stage.room.on_air_at + 1.5, stage.room.on_air_at + fault.seconds - 0.5)
    if gap > fault.gap_s:
        wrong.append(f"the good push was silent for {gap:.1f} s")
    return wrong, {"gap_s": round(gap, 2)}


def judge_sick_push(stage):
    fault, wrong, facts = stage.fault, [], {}
    tried = getattr(stage.proxy, "connections", None)
    times = [stage.air_s(c.at) for c in tried] if tried is not None else [stage.air_s(at) for at in getattr(stage.server, "accepted", [])]
    if fault.connections and not fault.connections[0] <= len(times) <= fault.connections[1]:
        wrong.append(f"{len(times)} connections at {[round(t, 1) for t in times]}, wanted {fault.connections[0]} to {fault.connections[1]}")
    if fault.back:
        since, within = fault.back
        live = [stage.air_s(c.at) for c in tried if c.bytes > 20_000 and stage.air_s(c.last_at) > fault.seconds - 1.5] if tried is not None else [t for t in [stage.room.says(r"push is live: .*" + str(sick_port(stage)), since)] if t]
        if not any(t <= since + within for t in live):
            wrong.append(f"the push was not back {within} s after {since} s on air (connections {[round(t, 1) for t in times]}, carrying media {[round(t, 1) for t in live]})")
        else:
            facts["back_s"] = round(max(0.0, min(live) - since), 1)
    served = getattr(stage.server, "served", lambda: [])()
    for file in served:
        media = checks.Media(file)
        if os.path.getsize(file) < 20_000 or media.problem:
            continue
        cut_short = file.endswith(".ts") or fault.name.startswith("corrupt")
        found = [w for w in checks.judge_part(media) if not (cut_short and w.startswith("the decoder"))]
        bad, _ = checks.judge_sync(media, FLV_SLACK)
        wrong += [f"sick push: {w}" for w in found + bad]
    facts["publications"] = len(served)
    if fault.served_s:
        facts["served_s"] = round(sum(checks.Media(file).pictures for file in served if os.path.getsize(file) > 20_000) / rooms.FPS, 1)
        if facts["served_s"] < fault.served_s:
            wrong.append(f"the server got {facts['served_s']} s of pictures, wanted {fault.served_s}")
    return wrong, facts


def sick_port(stage):
    return stage.proxy.port if stage.proxy else getattr(stage.server, "tls_port" if hasattr(stage, "certificates") else "port", "")


def judge_process(stage):
    fault, room, wrong = stage.fault, stage.room, []
    if room.ended_at is None:
        return ["it did not end"], {}
    if room.process.returncode != fault.exit_code:
        wrong.append(f"it ended with {room.process.returncode}")
    late = room.ended_at - room.on_air_at - (fault.ends_at or fault.seconds)
    if fault.exit_code == 0 and not -0.5 <= late <= fault.late_end_s:
        wrong.append(f"it ended {late:.1f} s after its time")
    before, after = stage.use_before, stage.use_after
    if before and after:
        if after["threads"] > before["threads"] + fault.threads or after["files"] > before["files"] + fault.files:
            wrong.append(f"threads {before['threads']} to {after['threads']}, open files {before['files']} to {after['files']}")
        if after["bytes"] > before["bytes"] + 40e6:
            wrong.append(f"memory grew by {(after['bytes'] - before['bytes']) / 1e6:.0f} MB")
    log = room.log()
    for pattern in fault.says:
        pattern = pattern.replace("{sick}", str(sick_port(stage)))
        if not re.search(pattern, log):
            wrong.append(f"standard error does not say \"{pattern}\"")
    wrong += [f"standard error says \"{p}\"" for p in [*fault.silent, "secret=of", "internal fault"] if re.search(p, log)]
    report = room.report()
    return wrong, {"late": report.get("late_ticks"), "skipped": report.get("skipped_ticks"), "end_s": round(late, 1)}


def judge(stage):
    fault = stage.fault
    if not fault.starts:
        wrong = [] if stage.room.process.returncode == 1 else [f"it ended with {stage.room.process.returncode}"]
        return wrong + [f"standard error does not say \"{p}\"" for p in fault.says if not re.search(p, stage.room.log())], {}
    wrong, facts = judge_process(stage)
    for judging, wanted in ((judge_recording, True), (judge_good_push, fault.well), (judge_sick_push, fault.sick)):
        if wanted:
            more_wrong, more = judging(stage)
            wrong += more_wrong
            facts.update(more)
    if fault.check:
        wrong += fault.check(stage)
    return wrong, facts


def on_air(stage):
    fault = stage.fault
    outputs = [stage.good_push()] if fault.well else []
    outputs.append(rooms.record(stage.recordings_folder, fault.split))
    if fault.sick:
        outputs.append(fault.sick(stage))
    environment = {"COMPERE_CACHE": os.path.join(tempfile.gettempdir(), f"compere-faults-cache-{os.getuid()}"), "LP_NUM_THREADS": "1"}
    more = fault.room(stage) if fault.room else {}
    environment.update(more.pop("environment", {}))
    stage.room = stage.keep(rooms.Room(stage.binary, stage.folder, outputs, fault.seconds, environment=environment, **more))
    room = stage.room
    if not room.wait_on_air():
        room.wait_end(20)
        return
    marks = [(1.5, None), *fault.acts, (fault.seconds - 1.0, "use")]
    for at, act in sorted(marks, key=lambda m: m[0]):
        room.wait_end(max(0.0, at - room.air_s()))
        if act is None:
            stage.use_before = room.use()
        elif act == "use":
            stage.use_after = room.use()
        else:
            act(stage)
    room.wait_end(fault.seconds - room.air_s() + max(15.0, fault.late_end_s + 5))
    time.sleep(0.3)  # the servers close their files


def run(fault, binary, keep=None):
    """[what did not hold], {what was measured}."""
    folder = os.path.join(keep, fault.name) if keep else tempfile.mkdtemp(prefix="compere-fault-")
    if keep:
        shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder, exist_ok=True)
    os.chmod(folder, 0o755)
    stage = Stage(fault, binary, folder)
    try:
        if fault.whole:
            return fault.whole(binary, folder)
        with stage.closing:
            on_air(stage)
            if fault.starts and stage.room.on_air_at is None:
                return ["it did not go on air: " + stage.room.log()[-300:]], {}
            wrong, facts = judge(stage)
            with open(folder + "/stderr.log", "w", encoding="utf-8") as log:
                log.write("\n".join(f"{at - (stage.room.on_air_at or at):7.2f} {line}" for at, line in stage.room.said) + "\n")
            return wrong, facts
    except Exception as error:  # a row that cannot be run is a row that did not hold
        return [f"{type(error).__name__}: {error}"], {}
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def skipped_for(fault, binary):
    if fault.needs_root and os.getuid() != 0:
        return "needs root"
    if fault.needs_hooks and b"COMPERE_FAULT" not in open(rooms.studio_of(binary), "rb").read():
        return "needs a build with COMPERE_FAULT_HOOKS"
    if fault.needs_tool and not shutil.which(fault.needs_tool):
        return f"needs {fault.needs_tool}"
    if fault.needs_file and not glob.glob(fault.needs_file):
        return f"needs {fault.needs_file}"
    return None


def run_all(faults, binary, at_once=2, keep=None):
    """Prints a line per fault; the number that did not hold."""
    failed, skipped, printing = [], [], threading.Lock()

    def work(fault):
        reason = skipped_for(fault, binary)
        from_at = time.monotonic()
        wrong, facts = ([], {}) if reason else run(fault, binary, keep)
        with printing:
            mark = "skip" if reason else "FAIL" if wrong else "held"
            measured = ", ".join(f"{k} {v}" for k, v in facts.items() if v is not None)
            print(f"{mark}  {fault.name:26} {fault.injected} [{reason or measured}] {time.monotonic() - from_at:.0f} s", flush=True)
            for what in wrong:
                print(f"      - {what}", flush=True)
            failed.extend([fault.name] if wrong else [])
            skipped.extend([fault.name] if reason else [])

    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        list(pool.map(work, sorted((f for f in faults if not f.alone), key=lambda f: -f.seconds)))
    for fault in faults:
        if fault.alone:
            work(fault)
    tried = len(faults) - len(skipped)
    print(f"{tried - len(failed)} of {tried} held" + (": not " + ", ".join(sorted(failed)) if failed else "") + (f"; {len(skipped)} not tried: " + ", ".join(sorted(skipped)) if skipped else ""), flush=True)
    return len(failed)
