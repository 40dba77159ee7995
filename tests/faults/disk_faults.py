"""What disks and folders do to a recording. What was written must play, the show and the good push go on, and it tries again."""
import os
import resource
import shutil

import checks
from bench import Fault, to_nginx

FAILED = r"recording .*bench-portrait.*next try in \d+ s"


def small_disk(megabytes, **more):
    def make(stage):
        stage.mount_small(megabytes)
        return dict(more)
    return make


def as_nobody(stage):
    """For root nothing is read-only."""
    os.chmod(stage.folder, 0o777)
    os.makedirs(stage.recordings_folder, exist_ok=True)
    os.chmod(stage.recordings_folder, 0o777)
    return {"user": "nobody", "environment": {"COMPERE_CACHE": stage.folder + "/cache", "HOME": stage.folder}}


def as_nobody_read_only(stage):
    out = as_nobody(stage)
    os.chmod(stage.recordings_folder, 0o555)
    return out


def drop_ballast(stage):
    os.remove(stage.recordings_folder + "/ballast")


def full_from_the_start(stage):
    stage.mount_small(8)
    stage.fill_disk()
    return {}


def limit(kind, soft_of):
    def act(stage):
        _, hard = resource.prlimit(stage.room.pid, kind)
        resource.prlimit(stage.room.pid, kind, (soft_of(stage), hard))
    return act


def recorded_seconds(fewest, files=1):
    """Together the files hold so many seconds at least."""
    def check(stage):
        found = [checks.Media(f) for f in stage.recorded()]
        held = sum(m.pictures for m in found if not m.problem) / 30
        wrong = [] if held >= fewest else [f"{held:.1f} s are recorded, wanted {fewest}"]
        return wrong + ([] if len(found) >= files else [f"{len(found)} files, wanted {files}"])
    return check


ROWS = [
    Fault("disk-full", "the disk is full from 5 s on", 14, [(5, lambda s: s.fill_disk())], recording="some", room=small_disk(8), says=[FAILED, "No space left"], check=recorded_seconds(3.5), needs_root=True),
    Fault("disk-full-then-free", "the disk is full from 5 s to 9 s", 34, [(5, lambda s: s.fill_disk()), (9, drop_ballast)], recording="some", room=small_disk(8), says=[FAILED], check=recorded_seconds(15, 2), needs_root=True),
    Fault("disk-full-at-start", "the disk is full before the room starts, and free at 5 s", 24, [(5, drop_ballast)], recording="some", room=full_from_the_start, says=[FAILED], check=recorded_seconds(6), needs_root=True),
    Fault("disk-low", "under ten minutes of disk are left", 6, room=small_disk(30), says=["the disk takes [0-9] more minutes"], needs_root=True),
    Fault("folder-removed", "the folder is removed with the file at 5 s", 22, [(5, lambda s: shutil.rmtree(s.recordings_folder))], recording="some", says=[FAILED, "is gone"], check=recorded_seconds(4.5)),
    Fault("file-removed", "the file is removed at 5 s", 22, [(5, lambda s: os.remove(s.recorded()[0]))], recording="some", says=[FAILED, "is gone"], check=recorded_seconds(4.5)),
    Fault("folder-read-only", "the folder is read-only from 8 s to 12 s, files of 10 s", 26, [(8, lambda s: os.chmod(s.recordings_folder, 0o555)), (12, lambda s: os.chmod(s.recordings_folder, 0o777))], recording="parts", split="10s",
          room=as_nobody, says=["recording goes on in .*Permission denied"], needs_root=True),
    Fault("folder-read-only-at-start", "the folder is read-only before the room starts", 6, starts=False, room=as_nobody_read_only, says=["recordings/bench-portrait.*Permission denied"], needs_root=True),
    Fault("file-limit", "no file may grow over 200 kB from 4 s on", 26, [(4, limit(resource.RLIMIT_FSIZE, lambda s: 200_000))], recording="some", says=[FAILED], check=recorded_seconds(4)),
    Fault("no-descriptors", "no file can be opened from 4 s to 10 s, and the push is reset", 16,
          [(4, limit(resource.RLIMIT_NOFILE, lambda s: 3)), (4.2, lambda s: s.proxy.cut()), (10, limit(resource.RLIMIT_NOFILE, lambda s: 1024))], to_nginx, says=["push lost", "next try in"], back=(10, 5)),
]
