"""Long rooms: what scripts/soak runs. A row is a Soak; its timetable is in seconds on air of its full length."""
import dataclasses
import datetime
import json
import os
import signal
import statistics
import threading
import time
from typing import Callable

import checks
import input_faults as sources
import room as rooms
import servers
from proxy import Proxy
from yardstick import Yardstick

CLAP_EVERY_S = 10
HALF_A_FRAME = checks.RATE // rooms.FPS // 2
FLV_SLACK = checks.RATE // 1000  # FLV's stamps are whole milliseconds


@dataclasses.dataclass
class Soak:
    name: str
    seconds: int
    size: str
    show: Callable        # Stage -> arguments of Room
    acts: list            # (seconds on air, what is said of it, what is done)
    bitrate: str
    late: float           # the largest shares of ticks
    skipped: float
    growth_bytes: float   # of resident memory, from minute 2 to the end
    served: float         # the least share of the pictures that the server must have got, what is lost by kills and back-off aside
    check: Callable = None  # Stage -> what did not hold


class Stage:
    def __init__(self, soak, binary, folder, seconds):
        self.soak, self.binary, self.folder, self.seconds, self.things = soak, binary, folder, seconds, []
        self.recordings_folder = folder + "/recordings"
        self.server = self.keep(servers.Nginx(folder + "/server").start())
        self.proxy = self.keep(Proxy(self.server.port))
        self.room, self.sender, self.samples = None, None, []

    def keep(self, thing):
        self.things.append(thing)
        return thing

    def close(self):
        for thing in reversed(self.things):
            thing.close()

    def later(self, seconds, act):
        """In a thread of its own, so that the timetable goes on."""
        timer = threading.Timer(seconds, act)
        timer.daemon = True
        timer.start()

    def recorded(self):
        return sorted(os.path.join(self.recordings_folder, f) for f in os.listdir(self.recordings_folder) if f.endswith(".mp4"))

    def outputs(self, bitrate):
        to = [rooms.push(f"rtmp://127.0.0.1:{self.proxy.port}/live", "soak?secret=of-the-push"), rooms.record(self.recordings_folder)]
        return [o.replace("bitrate: 800k", f"bitrate: {bitrate}") for o in to]


# What goes wrong around the room.
def kill_server(for_s):
    def act(stage):
        stage.server.kill()
        stage.later(for_s, stage.server.start)
    return act


def stall_server(for_s):
    def act(stage):
        stage.server.pause(True)
        stage.later(for_s, lambda: stage.server.pause(False))
    return act


def cut(stage):
    stage.proxy.cut()


def kill_sender(for_s):
    def act(stage):
        stage.sender.close()
        stage.later(for_s, stage.sender.start)
    return act


def stall_sender(for_s):
    def act(stage):
        stage.sender.signal(signal.SIGSTOP)
        stage.later(for_s, lambda: stage.sender.signal(signal.SIGCONT))
    return act


def pause_room(for_s):
    return lambda stage: stage.room.pause(for_s)


# Shows.
def demo(stage):
    return {"text": rooms.demo_text(stage.outputs(stage.soak.bitrate), CLAP_EVERY_S), "environment": {"COMPERE_OPERATOR": "soak", "COMPERE_PRODUCER": "soak"}}


CLIP_HZ, INPUT_HZ = 2000, 3000
CLIP_BOX, INPUT_BOX = (0, 300), (720, 300)


def with_sources(stage):
    """A host who says nothing aloud, a clip of seven seconds and a sender over SRT, each with flashes and clicks of its own pitch."""
    sources.film(stage, "clip.mp4", 7, CLIP_HZ)
    stage.sender = stage.keep(sources.Sender(INPUT_HZ)).start()
    made = sources.layer(stage, "")
    boxes = [f"clip: clip.mp4, at: {list(CLIP_BOX)}", f'input: {{ uri: "srt://127.0.0.1:{stage.sender.port}", {sources.green(stage)} }}, at: {list(INPUT_BOX)}']
    return {"lines": made["lines"], "layers": "{ stage: {} }, " + ", ".join(f"{{ {box}, width: 360, height: 202 }}" for box in boxes) + ", { caption: tang }"}


def sources_in_sync(stage):
    """Every flash of clip and input has its click: the clip's within a sample of its tick, the input's within half a frame."""
    wrong, file = [], stage.recorded()[0]
    media = checks.Media(file)
    for name, box, tone_hz, within, share in (("clip", CLIP_BOX, CLIP_HZ, 2, 0.9), ("input", INPUT_BOX, INPUT_HZ, HALF_A_FRAME + checks.RATE // 250, 0.6)):
        found = sources.flashes(media, sources.shown(file, box), 1, stage.seconds - 2, CLAP_EVERY_S, tone_hz)
        offsets = [offset for _, offset in found if offset is not None]
        lost = [round(at, 1) for at, offset in found if offset is None]
        print(f"  {name}: {len(found)} flashes, {len(offsets)} with their click; {spread(offsets)}" + (f"; none at {lost[:10]} s" if lost else ""))
        if len(offsets) < share * stage.seconds * 0.8:
            wrong.append(f"only {len(offsets)} flashes of the {name} have their click")
        if lost:
            wrong.append(f"{len(lost)} flashes of the {name} have no click")
        if any(abs(offset) > within for offset in offsets):
            wrong.append(f"the {name}'s clicks are {spread(offsets)} from their flashes")
    burst = stage.room.report().get("late_run_ticks")
    print(f"  the longest run of late ticks: {burst}")
    if burst is None or burst > rooms.FPS / 10:
        wrong.append(f"{burst} ticks in a row were late")
    return wrong


HOLDS = [(120, "server killed for 5 s", kill_server(5)), (240, "server killed for 40 s", kill_server(40)), (360, "server killed for 5 s", kill_server(5)), (480, "server killed for 5 s", kill_server(5)),
         (600, "server killed for 8 s", kill_server(8))]
SOURCES = [(150, "the input's sender killed for 10 s", kill_sender(10)), (360, "the input's sender killed for 30 s", kill_sender(30))]
WRONGS = [("server killed for 10 s", kill_server(10)), ("the input's sender killed for 8 s", kill_sender(8)), ("connection reset", cut), ("the input's sender stands still for 2 s", stall_sender(2)),
          ("server stands still for 4 s", stall_server(4)), ("the room stopped for 1 s", pause_room(1))]
ENDURANCE = [(300 * (i + 1), *WRONGS[i % len(WRONGS)]) for i in range(17)]

SOAKS = {s.name: s for s in (
    Soak("holds", 720, "720x1280", demo, HOLDS, "4M", 0.01, 0.0005, 2 << 20, 0.7),
    # A tick needs two thirds of its time here: on a machine that neighbours slow it is late (runs of 7 to 23 were seen), as the yardstick beside it tells.
    Soak("sources", 600, "720x1280", with_sources, SOURCES, "4M", 0.01, 0.0005, 4 << 20, 0.98, sources_in_sync),
    Soak("endurance", 5400, "180x320", with_sources, ENDURANCE, "800k", 0.05, 0.005, 4 << 20, 0.9),
)}


def spread(offsets):
    return f"first {offsets[0]}, last {offsets[-1]}, from {min(offsets)} to {max(offsets)} samples, median {statistics.median(offsets):g}" if offsets else "none"


def slope(points):
    """Least squares, of (x, y)."""
    if len(points) < 2:
        return 0.0
    mean_x, mean_y = (statistics.fmean(p[i] for p in points) for i in (0, 1))
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / (sum((x - mean_x) ** 2 for x, _ in points) or 1)


def machine():
    with open("/proc/stat", encoding="utf-8") as stat, open("/proc/loadavg", encoding="utf-8") as load:
        return [int(x) for x in stat.readline().split()[1:9]], load.read().split()[:3]


def watch(stage):
    """Samples what the process uses until it ends, and does what the timetable says."""
    soak, room = stage.soak, stage.room
    acts = sorted(((at * stage.seconds / soak.seconds, said, act) for at, said, act in soak.acts), key=lambda a: a[0])
    every = max(5.0, stage.seconds / 180)
    next_sample = 5.0
    while room.ended_at is None:
        now = room.air_s()
        if acts and now >= acts[0][0]:
            _, said, act = acts.pop(0)
            print(f"  {now:6.0f} s  {said}", flush=True)
            act(stage)
        elif now >= next_sample:
            use = room.use()
            if use:
                stage.samples.append((room.air_s(), use))
            next_sample += every
        elif room.wait_end(min(next_sample, acts[0][0] if acts else next_sample) - now):
            return
        if now > stage.seconds + 60:
            room.signal(signal.SIGABRT)
            room.wait_end(20)


def judge_use(stage):
    """What it holds after its first two minutes (of twelve) does not grow."""
    settled = [s for s in stage.samples if s[0] >= min(120, stage.seconds / 6)]
    if not settled:
        return ["nothing was sampled"]
    wrong = []
    first, last = settled[0][1], settled[-1][1]
    rate = slope([(at / 60, use["bytes"] / 1024) for at, use in settled])
    halves = [statistics.median(use["bytes"] for _, use in part) for part in (settled[:max(1, len(settled) // 4)], settled[-max(1, len(settled) // 4):])]
    print(f"  resident: {first['bytes'] / 2**20:.1f} MiB, at the end {last['bytes'] / 2**20:.1f}, at most {max(u['bytes'] for _, u in settled) / 2**20:.1f}; slope {rate:+.1f} KiB a minute; "
          f"medians of the first and last quarter {halves[0] / 2**20:.1f} and {halves[1] / 2**20:.1f}")
    for what in ("files", "threads"):
        counts = [use[what] for _, use in settled]
        print(f"  {what}: {counts[0]}, at the end {counts[-1]}, at most {max(counts)}")
        if statistics.median(counts[-max(1, len(counts) // 4):]) > statistics.median(counts[:max(1, len(counts) // 4)]) + 2:
            wrong.append(f"{what} grew from {counts[0]} to {counts[-1]}")
    span_s = settled[-1][0] - settled[0][0]
    middles_s = span_s * 3 / 4  # between the middles of those quarters
    grown = (halves[1] - halves[0]) * span_s / max(1.0, middles_s)
    if grown > stage.soak.growth_bytes:
        wrong.append(f"resident memory grew by {grown / 2**20:.1f} MiB in {span_s:.0f} s")
    return wrong


def judge_media(stage, ticks, skipped):
    wrong = []
    for file in stage.recorded():
        media = checks.Media(file)
        found, facts = checks.judge_whole(media, ticks, HALF_A_FRAME, lost_claps=skipped, clap_every_s=CLAP_EVERY_S)
        wrong += ["recording: " + w for w in found]
        offsets = facts.get("clap_offsets", [])
        print(f"  recording: {facts.get('pictures')} pictures for {ticks} ticks, {facts.get('samples')} samples for {ticks * checks.RATE // rooms.FPS}; {len(offsets)} claps: {spread(offsets)}")
        if offsets and abs(offsets[-1] - offsets[0]) > 1:
            wrong.append(f"recording: the first clap is {offsets[0]} samples off, the last {offsets[-1]}")
    if len(stage.recorded()) != 1:
        wrong.append(f"{len(stage.recorded())} recordings")
    served = 0
    for file in stage.server.served():
        media = checks.Media(file)
        served += media.pictures or 0
        if media.problem or os.path.getsize(file) < 50_000:
            continue
        wrong += ["served: " + w for w in checks.judge_part(media)]
        found, offsets = checks.judge_sync(media, HALF_A_FRAME)
        wrong += ["served: " + w for w in found]
        print(f"  served {os.path.basename(file)}: {media.pictures} pictures; {len(offsets)} claps: {spread(offsets)}")
        if offsets and abs(offsets[-1] - offsets[0]) > FLV_SLACK:
            wrong.append(f"served: the first clap is {offsets[0]} samples off, the last {offsets[-1]}")
    breaks = sum(said.startswith(("server killed", "connection reset")) for at, said, _ in stage.soak.acts if at * stage.seconds / stage.soak.seconds < stage.seconds - 35)
    live = [line for _, line in stage.room.said if "push is live" in line]
    print(f"  the server got {served} pictures, {100 * served / max(1, ticks):.1f} %, over {len(live)} connections; {breaks} were broken")
    if served < stage.soak.served * ticks and stage.seconds >= stage.soak.seconds:  # a shorter one is broken as often
        wrong.append(f"the server got only {served} pictures")
    if len(live) < breaks + 1:
        wrong.append(f"the push was live {len(live)} times, and {breaks} were broken")
    return wrong


def judge(stage):
    room, soak, report = stage.room, stage.soak, stage.room.report()
    wrong = [] if room.process.returncode == 0 else [f"it ended with {room.process.returncode}"]
    ticks, late, skipped = report.get("ticks", 0), report.get("late_ticks", 0), report.get("skipped_ticks", 0)
    if ticks != stage.seconds * rooms.FPS:
        wrong.append(f"{ticks} ticks in {stage.seconds} s")
    print(f"  {ticks} ticks, late {late} ({100 * late / max(1, ticks):.2f} %; {report.get('late_steal')} under steal), skipped {skipped} ({100 * skipped / max(1, ticks):.3f} %), "
          f"{1e3 * report.get('cpu_s', 0) / max(1, ticks):.1f} ms of CPU a tick, peak {report.get('peak_rss_bytes', 0) / 2**20:.0f} MiB")
    for line in (line for _, line in room.said if "skipped, slowest" in line):
        print("  " + line)
    for output in report.get("outputs", []):
        print("  output " + ", ".join(f"{k} {v}" for k, v in output.items()))
    for source in report.get("sources", []):
        print("  source " + ", ".join(f"{k} {v}" for k, v in source.items()))
    if late > soak.late * ticks:
        wrong.append(f"{late} ticks were late")
    if skipped > soak.skipped * ticks:
        wrong.append(f"{skipped} ticks were skipped")
    wrong += [f"standard error says \"{p}\"" for p in ("secret=of", "internal fault") if p in room.log()]
    wrong += judge_use(stage) + judge_media(stage, ticks, skipped)
    return wrong + (soak.check(stage) if soak.check else [])


def run(soak, binary, folder, seconds=None):
    seconds = seconds or soak.seconds
    stage = Stage(soak, binary, folder, seconds)
    before, load = machine()
    print(f"{soak.name}: {seconds} s at {soak.size}; load before {' '.join(load)}", flush=True)
    try:
        made = soak.show(stage)
        stage.room = stage.keep(rooms.Room(binary, folder, stage.outputs(soak.bitrate), seconds, size=soak.size, clap_every_s=CLAP_EVERY_S, **made))
        if not stage.room.wait_on_air():
            print("it did not go on air: " + stage.room.log()[-500:])
            return 1
        yardstick = stage.keep(Yardstick())
        watch(stage)
        yardstick.close()
        after, load = machine()
        used = [b - a for a, b in zip(before, after)]
        print(f"  /proc/stat: {100 * (sum(used) - used[3] - used[4]) / max(1, sum(used)):.0f} % of the machine in use, steal {100 * used[7] / max(1, sum(used)):.1f} %; load after {' '.join(load)}")
        late_at_s = [datetime.datetime.fromisoformat(late["at"].replace("Z", "+00:00")).timestamp() for late in stage.room.report().get("late_at", [])]
        print(f"  a fixed piece of work beside it took: {yardstick.said(late_at_s)}")
        with open(folder + "/stderr.log", "w", encoding="utf-8") as log:
            log.write("\n".join(f"{at - stage.room.on_air_at:8.2f} {line}" for at, line in stage.room.said) + "\n")
        with open(folder + "/use.json", "w", encoding="utf-8") as out:
            json.dump([{"air_s": round(at, 1), **use} for at, use in stage.samples], out)
        with open(folder + "/yardstick.json", "w", encoding="utf-8") as out:
            json.dump([{"at_s": round(at, 2), "ms": round(ms, 3)} for at, ms in zip(yardstick.ended_at_s, yardstick.costs_ms)], out)
        time.sleep(0.5)  # the server closes its files
        wrong = judge(stage)
    finally:
        stage.close()
    for what in wrong:
        print("  DID NOT HOLD: " + what)
    print("did not hold" if wrong else "held", flush=True)
    return 1 if wrong else 0
