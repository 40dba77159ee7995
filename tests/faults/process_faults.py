"""What happens to the whole process: signals, clocks, cores, its log, its helpers, its fonts, its threads."""
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time

import checks
import room as rooms
from bench import Fault, to_absent, to_nginx

FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"
MANY_LINES = ", ".join(f'"第{n}句话，今天是第{n}天。"' for n in range(1, 60))


def stepped_clock(stage):
    """The wall clock is read from a file; the monotonic one is the machine's."""
    stage.clock_file = stage.folder + "/clock"
    step_clock(0)(stage)
    return {"environment": {"LD_PRELOAD": FAKETIME, "FAKETIME_TIMESTAMP_FILE": stage.clock_file, "FAKETIME_NO_CACHE": "1", "DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_RESET": "1"}}


def step_clock(seconds):
    def act(stage):
        with open(stage.clock_file + ".new", "w", encoding="utf-8") as clock:
            clock.write(f"{seconds:+d}s\n")
        os.rename(stage.clock_file + ".new", stage.clock_file)
    return act


def busy_cores(seconds):
    """Somebody else computes on all cores, and on two for each."""
    def act(stage):
        hogs = [subprocess.Popen([sys.executable, "-c", f"import time\nend = time.monotonic() + {seconds}\nwhile time.monotonic() < end: pass"]) for _ in range(2 * os.cpu_count())]
        stage.closing.callback(lambda: [hog.wait() for hog in hogs])
    return act


def one_core(stage):
    stage.room.keep_cores({min(os.sched_getaffinity(0))})


def unread_log(stage):
    return {"log": "unread"}


def fill_log(stage):
    """Whoever should read the log does not, and its pipe is full."""
    end = os.open(f"/proc/{os.getpid()}/fd/{stage.room._log_end}", os.O_WRONLY | os.O_NONBLOCK)
    fcntl.fcntl(end, fcntl.F_SETPIPE_SZ, 4096)
    try:
        while os.write(end, b"\n" * 512):
            pass
    except BlockingIOError:
        pass
    os.close(end)


def to_voice(number):
    def act(stage):
        for pid in stage.room.helpers("voice-helper"):
            os.kill(pid, number)
    return act


def many_lines(stage):
    return {"lines": MANY_LINES}


def installed(stage):
    """A copy of the program of its own, with many lines."""
    tree, binary = stage.folder + "/installed", os.path.realpath(stage.binary)
    for file in (binary, rooms.studio_of(binary)):
        copy = os.path.join(tree, os.path.relpath(file, os.path.dirname(os.path.dirname(binary))))
        os.makedirs(os.path.dirname(copy), exist_ok=True)
        shutil.copy2(file, copy)
    stage.binary = tree + "/bin/" + os.path.basename(binary)
    return many_lines(stage)


def install_another(stage):
    """Another version takes its place, as a package manager does it: the old files are unlinked. This one holds nothing that runs."""
    for file in (stage.binary, rooms.studio_of(stage.binary)):
        with open(file + ".new", "w", encoding="utf-8") as new:
            new.write("of another version\n")
        os.rename(file + ".new", file)


def speaks_again(from_s):
    """Somebody is heard in the recording after that time."""
    def check(stage):
        media = checks.Media(stage.recorded()[0])
        part = media.pcm[from_s * checks.RATE:]
        loud = sum(1 for x in part[::16] if abs(x) > 600) * 16 / max(1, len(part))
        return [] if loud > 0.05 else [f"nobody speaks after {from_s} s ({100 * loud:.1f} % of it is loud)"]
    return check


def no_fonts(stage):
    with open(stage.folder + "/fonts.conf", "w", encoding="utf-8") as conf:
        conf.write('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><cachedir>/nonexistent</cachedir></fontconfig>')
    return {"environment": {"FONTCONFIG_FILE": stage.folder + "/fonts.conf"}}


def no_cache(stage):
    return {"environment": {"COMPERE_CACHE": "/proc/no-cache-here"}}


def stall(name, seconds):
    """At random points of their work, three times."""
    def act(stage):
        stalled = 0
        for _ in range(3):
            stalled += stage.room.stall_threads(name, seconds)
            time.sleep(0.37)
        if stalled == 0:
            raise RuntimeError(f"there is no thread {name}: {stage.room.threads()}")
    return act


def hook(words):
    return lambda stage: {"environment": {"COMPERE_FAULT": words}}


def hook_in_gl(words):
    return lambda stage: {"environment": {"COMPERE_FAULT": words}, "tier": "standard"}


def ends_playable(fewest_s):
    def check(stage):
        media = checks.Media(stage.recorded()[0])
        return [] if media.pictures >= fewest_s * rooms.FPS else [f"{media.pictures / rooms.FPS:.1f} s are recorded, wanted {fewest_s}"]
    return check


def ended_within(first_s, last_s):
    def check(stage):
        at = stage.air_s(stage.room.ended_at)
        return [] if first_s <= at <= last_s else [f"it ended at {at:.1f} s on air"]
    return check


def interrupt_at(number):
    return lambda stage: stage.room.signal(number)


ROWS = [
    Fault("stopped-5-s", "the process is stopped for 5 s (SIGSTOP)", 16, [(5, lambda s: s.room.pause(5))], lost_claps=2, gap_s=6.5, quick=True),
    Fault("stopped-often", "the process is stopped for 0.4 s, eight times", 14, [(3 + n, lambda s: s.room.pause(0.4)) for n in range(8)], lost_claps=4),
    Fault("clock-forward", "the wall clock jumps an hour ahead at 5 s", 12, [(5, step_clock(3600))], to_nginx, room=stepped_clock, connections=(1, 1)),
    Fault("clock-back", "the wall clock jumps an hour back at 5 s, and the push is reset", 14, [(5, step_clock(-3600)), (6, lambda s: s.proxy.cut())], to_nginx, room=stepped_clock, back=(6, 4)),
    Fault("one-core", "one core is taken away at 4 s", 14, [(4, one_core)], lost_claps=1, alone=True),
    Fault("busy-cores", "others compute on all cores from 4 s to 9 s", 14, [(4, busy_cores(5))], lost_claps=2, gap_s=2.0, alone=True),
    Fault("log-unread", "nobody reads standard error and its pipe is full", 12, [(2, fill_log)], to_absent, room=unread_log),
    Fault("log-closed", "who reads standard error is gone at 3 s", 12, [(3, lambda s: s.room.leave_log())], to_absent),
    Fault("terminated", "the service manager ends it at 6 s (SIGTERM)", 10, [(6, interrupt_at(signal.SIGTERM))], recording="some", well=False, ends_at=6, check=ends_playable(5.2)),
    Fault("killed", "the process is killed at 7 s (SIGKILL)", 10, [(7, interrupt_at(signal.SIGKILL))], recording="some", well=False, check=ends_playable(5.3), exit_code=-signal.SIGKILL, quick=True),
    Fault("hung-up", "the terminal is gone at 4 s (SIGHUP)", 9, [(4, interrupt_at(signal.SIGHUP))], recording="some", well=False, ends_at=4, check=ends_playable(3.2)),
    Fault("voice-killed", "the voice's process is killed at 4 s", 14, [(4, to_voice(signal.SIGKILL))], room=many_lines, says=["the voice is started again"], check=speaks_again(9)),
    Fault("voice-hangs", "the voice's process stops at 4 s", 28, [(4, to_voice(signal.SIGSTOP))], room=many_lines, says=["the voice is started again: .*silent"], check=speaks_again(20)),
    Fault("upgraded", "another version is installed over the running one at 3 s, and the voice's process is killed at 4 s", 14, [(3, install_another), (4, to_voice(signal.SIGKILL))], room=installed,
          says=["the voice is started again"], check=speaks_again(9), quick=True),
    Fault("fonts-missing", "no font is installed", 8, room=no_fonts, starts=False, says=["no installed font can draw .* of the label"]),
    Fault("cache-missing", "there is no place for what is kept between runs", 8, room=no_cache),
    *[Fault(f"{name}-stalls", f"{what} stands still for 200 ms, three times", 11, [(4, stall(name, 0.2))], to_nginx, lost_claps=1, connections=(1, 1), gap_s=1.5, needs_root=True, quick=name == "encode")
      for name, what in (("frame", "the frame thread"), ("encode", "the encoder's thread"), ("sink", "each output's thread"), ("speech", "the voice's thread"), ("artwork", "the thread that draws cards and captions"))],
    Fault("frame-stalls-long", "the frame thread stands still for 2 s", 11, [(4, lambda s: s.room.stall_threads("frame", 2))], lost_claps=2, gap_s=3.0, needs_root=True),
    Fault("encode-stalls-long", "the encoder's thread stands still for 2 s", 11, [(4, lambda s: s.room.stall_threads("encode", 2))], lost_claps=2, gap_s=3.0, needs_root=True),
    Fault("sink-stalls-long", "each output's thread stands still for 3 s", 18, [(4, lambda s: s.room.stall_threads("sink", 3))], gap_s=4.5, needs_root=True),
    Fault("encoder-error", "the encoder refuses a picture at 5 s", 10, room=hook("encode@5s:error"), says=["portrait: .*encoder.*made anew"], needs_hooks=True, quick=True),
    Fault("encoder-errors", "the encoder refuses every picture from 4 s to 4.7 s", 10, room=hook("encode@4s:error=700ms"), recording="some", well=False, says=["portrait: .*encoder.*next try in 1 s"], check=ends_playable(8.9), needs_hooks=True),
    Fault("encoder-hangs", "the encoder hangs for good at 5 s, and nobody supervises the room", 72, room=hook("encode@5s:stall=300s"), recording="some", well=False, exit_code=1,
          says=["an encoder has taken nothing for 60 s; the room ends"], check=lambda s: ends_playable(2.9)(s) + ended_within(63, 69)(s), needs_hooks=True),
    Fault("draw-fails", "drawing fails from 4 s to 4.5 s", 10, room=hook("draw@4s:error=500ms"), says=["could not be drawn .*next try"], needs_hooks=True),
    Fault("gl-fails", "drawing by OpenGL fails from 4 s to 4.5 s", 10, room=hook_in_gl("draw@4s:error=500ms"), lost_claps=1, says=["could not be drawn .*next try"], needs_hooks=True),
    Fault("voice-thread-hangs", "the voice's thread hangs for 4 s at 3 s", 14, room=lambda s: {"lines": MANY_LINES, "environment": {"COMPERE_FAULT": "speech@3s:stall=4s"}}, check=speaks_again(9), needs_hooks=True),
]
