"""Clips and live inputs that fail: what they show flashes white and clicks together, and is judged in the finished recording."""
import dataclasses
import http.server
import os
import signal
import subprocess
import threading
import wave

import checks
import room as rooms
import servers
from bench import Fault

PERIOD_S = 1
FLASH = f"drawbox=color=white:t=fill:enable='lt(mod(n,{{fps}}*{PERIOD_S}),2)'"
CLICK = f"aevalsrc='0.7*lt(mod(n,{PERIOD_S * checks.RATE}),48)*sin(2*PI*{{tone_hz}}*n/{checks.RATE})':s={checks.RATE}"
BOX = (0, 300)  # where the source's picture is, of a canvas of 1080 x 1920; it is 360 x 202 there


def lavfi(size="320x180", fps=30, tone_hz=1000):
    return ["-f", "lavfi", "-i", f"color=0x303030:size={size}:rate={fps},format=yuv420p,{FLASH.format(fps=fps)}", "-f", "lavfi", "-i", CLICK.format(tone_hz=tone_hz)]


def in_its_time(sources):
    """Each of them no faster than it plays."""
    return [word for part in sources for word in (["-re", part] if part == "-f" else [part])]


class Sender:
    """A studio that sends MPEG-TS over SRT and waits for whoever calls."""

    def __init__(self, tone_hz=1000):
        self.port, self.process, self.tone_hz = servers.free_port(), None, tone_hz

    def start(self, size="320x180", fps=30, picture_s=None):
        limit = ["-t", str(picture_s)] if picture_s else []
        self.process = subprocess.Popen(["ffmpeg", "-loglevel", "error", "-nostdin", *limit, *in_its_time(lavfi(size, fps, self.tone_hz)), "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", str(fps), "-c:a", "aac",
                                         "-max_interleave_delta", "200000", "-f", "mpegts", f"srt://127.0.0.1:{self.port}?mode=listener"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return self

    def flood(self, *source):
        self.process = subprocess.Popen(["ffmpeg", "-loglevel", "error", "-nostdin", *source, "-c", "copy", "-f", "mpegts", f"srt://127.0.0.1:{self.port}?mode=listener"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def signal(self, number):
        self.process.send_signal(number)

    def close(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
        if self.process:
            self.process.wait()


class Noise:
    """A web server whose video is random bytes."""

    def __init__(self):
        class Answer(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
                try:
                    for _ in range(200):
                        self.wfile.write(os.urandom(4096))
                except OSError:
                    pass

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()


def layer(stage, source):
    """On a canvas whose host says nothing aloud, so that clicks stand alone."""
    with wave.open(stage.folder + "/silence.wav", "wb") as out:
        out.setparams((1, 2, checks.RATE, 0, "NONE", ""))
        out.writeframes(bytes(2 * 4 * checks.RATE))
    return {"lines": '{ text: "静", sound: silence.wav }', "layers": f"{{ stage: {{}} }}, {{ {source}, at: [0, 300], width: 360, height: 202 }}, {{ caption: tang }}"}


def green(stage):
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "color=0x00c000:size=160x90", "-frames:v", "1", stage.folder + "/soon.png"], check=True, stdin=subprocess.DEVNULL)
    return "fallback: soon.png"


def from_sender(started=True, **how):
    def make(stage):
        stage.sender = stage.keep(Sender())
        if started:
            stage.sender.start(**how)
        return layer(stage, f'input: {{ uri: "srt://127.0.0.1:{stage.sender.port}", {green(stage)} }}')
    return make


def flood(stage):
    """A film again and again, eight times too fast: more would take a processor for the sender."""
    film(stage, "film.mkv", 12, size="1280x720", key_every=30)
    return ["-readrate", "8", "-stream_loop", "-1", "-i", stage.folder + "/film.mkv"]


def from_flooded_server(stage):
    stage.source = stage.keep(servers.Nginx(stage.own_folder("source")).start())
    stage.publisher = stage.keep(servers.Publisher(stage.source.port, "secret=of-the-studio", flood(stage), ["-c", "copy"]))
    return pulled(stage)


def from_flooding_sender(stage):
    made = from_sender(started=False)(stage)
    stage.sender.flood(*flood(stage))
    return made


def from_publisher(stage):
    """Somebody pushes to a server, and the room pulls from there."""
    stage.source = stage.keep(servers.Nginx(stage.own_folder("source")).start())
    publish(stage)
    return pulled(stage)


def pulled(stage):
    return layer(stage, f'input: {{ uri: "rtmp://127.0.0.1:{stage.source.port}/live/secret=of-the-studio", {green(stage)} }}')


def publish(stage):
    stage.publisher = stage.keep(servers.Publisher(stage.source.port, "secret=of-the-studio", in_its_time(lavfi())))


def from_camera(stage):
    film(stage, "camera.mp4", 60)
    stage.camera = stage.keep(servers.Camera(stage.folder + "/camera.mp4").start())
    return layer(stage, f'input: {{ uri: "rtsp://127.0.0.1:{stage.camera.port}/live", {green(stage)} }}')


def from_noise(stage):
    return layer(stage, f'input: {{ uri: "http://127.0.0.1:{stage.keep(Noise()).port}/live.ts?token=secret=of-the-camera", {green(stage)} }}')


def from_a_file(stage):
    film(stage, "film.mp4", 5)
    return layer(stage, f"input: {{ uri: film.mp4, {green(stage)} }}")


def film(stage, name, seconds, tone_hz=1000, size="320x180", key_every=250):
    subprocess.run(["ffmpeg", "-v", "error", "-y", *lavfi(size, tone_hz=tone_hz), "-t", str(seconds), "-c:v", "libx264", "-preset", "ultrafast", "-g", str(key_every), "-c:a", "aac", f"{stage.folder}/{name}"], check=True, stdin=subprocess.DEVNULL)


def from_clip_without_numbers(stage):
    """Its sound is NaN for a moment after each click, and beyond all bounds once."""
    broken = CLICK.format(tone_hz=1000).replace("aevalsrc='", "aevalsrc='if(between(mod(n\\,48000)\\,20000\\,20003)\\,0/0\\,if(eq(n\\,70000)\\,3e38\\,").replace("'0.7", "0.7").replace("/48000)':s", "/48000)))':s")
    subprocess.run(["ffmpeg", "-v", "error", "-y", *lavfi()[:4], "-f", "lavfi", "-i", broken, "-t", "4", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "pcm_f32le", stage.folder + "/clip.mov"], check=True, stdin=subprocess.DEVNULL)
    return layer(stage, "clip: clip.mov")


def from_clip(seconds=4):
    def make(stage):
        film(stage, "clip.mp4", seconds)
        return layer(stage, "clip: clip.mp4")
    return make


def spoil_clip(stage):
    """Another program writes over the file while it plays."""
    with open(stage.folder + "/clip.mp4", "r+b") as clip:
        size = os.fstat(clip.fileno()).st_size
        for at in range(2000, size, 1500):
            clip.seek(at)
            clip.write(os.urandom(300))


def shown(file, box=BOX):
    """Luma of the middle of the source's box, picture by picture."""
    middle = f"crop=iw*28/180:ih*16/320:iw*{box[0] + 96}/1080:ih*{box[1] + 48}/1920"
    return checks.output_of("ffmpeg", "-v", "error", "-i", file, "-map", "0:v:0", "-fps_mode", "passthrough", "-vf", f"{middle},scale=1:1:flags=area,format=gray", "-f", "rawvideo", "-")[0]


def flashes(media, light, from_s, to_s, clap_every_s=rooms.CLAP_EVERY_S, tone_hz=1000):
    """(seconds, how many samples its click is later) of each flash of a box; None: it has no click. Those near a clap of the room are left out."""
    found = []
    for n in range(max(1, int(from_s * rooms.FPS)), min(len(light), int(to_s * rooms.FPS))):
        near_clap = min(n / rooms.FPS % clap_every_s, -n / rooms.FPS % clap_every_s) < 0.3  # where all else is silent
        if not light[n - 1] < 150 <= light[n] or near_clap:
            continue
        want = round(n * checks.RATE / rooms.FPS - media.sound_start_s * checks.RATE)
        at, score = media.click_near(want, checks.RATE // 20, tone_hz)
        if at is not None and score > 0.5:
            found.append((n / rooms.FPS, at - want))
        elif at is None or max(media.pcm[max(0, want - 240):want + 240], default=0) < 3000:
            found.append((n / rooms.FPS, None))  # else something else that clicks lies over it: nothing can be told
    return found


def in_sync(from_s, to_s, fewest, within_s=0.5 / rooms.FPS + 0.004, lone=1000):
    """Flashes of the box between those times, each with its click as near as that, but for some that have none."""
    def check(stage):
        file = stage.recorded()[0]
        found = flashes(checks.Media(file), shown(file), from_s, to_s)
        offsets = [offset / checks.RATE for _, offset in found if offset is not None]
        wrong = [] if len(found) - len(offsets) <= lone else [f"{len(found) - len(offsets)} of {len(found)} flashes of the source have no click"]
        wrong += [] if len(offsets) >= fewest else [f"{len(offsets)} flashes of the source with their click between {from_s} and {to_s} s, wanted {fewest}"]
        if any(abs(o) > within_s for o in offsets):
            wrong.append(f"the source's clicks are {[round(1000 * o, 1) for o in offsets]} ms from their flashes")
        return wrong
    return check


def looks(from_s, to_s, low, high):
    """The box is never darker or lighter than that."""
    def check(stage):
        light = shown(stage.recorded()[0])[int(from_s * rooms.FPS):int(to_s * rooms.FPS)]
        return [] if light and low <= min(light) and max(light) <= high else [f"the source's box is between {min(light, default=None)} and {max(light, default=None)} from {from_s} to {to_s} s, wanted {low} to {high}"]
    return check


def clicks(from_s, to_s, fewest):
    """The source is heard in that time, flash or none."""
    def check(stage):
        media = checks.Media(stage.recorded()[0])
        heard, step = 0, checks.RATE // 10
        for n in range(int(from_s * 10), int(to_s * 10)):
            near_clap = min(n / 10 % rooms.CLAP_EVERY_S, -n / 10 % rooms.CLAP_EVERY_S) < 0.3
            heard += not near_clap and max(abs(x) for x in media.pcm[n * step:(n + 1) * step]) > 3000
        return [] if heard >= fewest else [f"{heard} clicks are heard between {from_s} and {to_s} s, wanted {fewest}"]
    return check


def few_late(share):
    def check(stage):
        report = stage.room.report()
        return [] if report["late_ticks"] <= share * report["ticks"] else [f"{report['late_ticks']} of {report['ticks']} ticks were late"]
    return check


def all_of(*tests):
    return lambda stage: [what for test in tests for what in test(stage)]


# Of 255: the fall-back is 130 (green), the source itself 48, its flashes 255.
FALLBACK = (115, 145)
ROWS = [dataclasses.replace(row, threads=10, files=16) for row in (  # GStreamer's own among them
    Fault("input-killed", "a live input's sender is killed at 6 s and is back at 12 s", 24, [(6, lambda s: s.sender.close()), (12, lambda s: s.sender.start())], room=from_sender(),
          says=[r"input srt://127.0.0.1:\d+: connected", r"input srt://127.0.0.1:\d+: nothing comes", r"input srt://127.0.0.1:\d+: comes again"], check=all_of(in_sync(2, 6, 2), looks(10.5, 11.9, *FALLBACK), in_sync(15, 24, 3))),
    Fault("input-stalls", "a live input's sender stands still for 2 s", 20, [(6, lambda s: s.sender.signal(signal.SIGSTOP)), (8, lambda s: s.sender.signal(signal.SIGCONT))], room=from_sender(),
          check=all_of(looks(4, 20, 40, 245), in_sync(12, 20, 3))),
    Fault("input-changes", "a live input comes back with another size and rate", 22, [(6, lambda s: s.sender.close()), (7, lambda s: s.sender.start("640x480", 25))], room=from_sender(), check=in_sync(14, 22, 3)),
    Fault("input-absent", "nobody sends a live input", 14, room=from_sender(started=False), says=[r"input srt://127.0.0.1:\d+: nothing comes yet", r"input srt://127.0.0.1:\d+: .*next try in"], check=looks(1, 13.5, *FALLBACK)),
    Fault("input-comes-late", "a live input's sender starts at 6 s", 18, [(6, lambda s: s.sender.start())], room=from_sender(started=False), check=all_of(looks(1, 5, *FALLBACK), in_sync(12, 18, 2))),
    Fault("input-picture-dies", "a live input's picture ends after 8 s, and its sound goes on", 20, room=from_sender(picture_s=8), says=[r"input srt://127.0.0.1:\d+: its picture does not come"],
          check=all_of(in_sync(1, 8, 3), looks(14.5, 18, *FALLBACK), clicks(12, 18, 2))),
    Fault("input-rtmp", "a live input is pulled from an RTMP server, whose publisher is gone at 6 s and back at 9 s", 24, [(6, lambda s: s.publisher.close()), (9, publish)], room=from_publisher,
          says=[r"input rtmp://127.0.0.1:\d+/live: connected"], check=all_of(in_sync(2, 6, 2), in_sync(16, 24, 3))),
    Fault("input-rtsp", "a live input is a camera (RTSP), which loses power at 7 s and has it again at 9 s", 26, [(7, lambda s: s.camera.close()), (9, lambda s: s.camera.start())], room=from_camera, needs_file=servers.Camera.NEEDS,
          says=[r"input rtsp://127.0.0.1:\d+/live: connected"], check=all_of(in_sync(2, 7, 2), in_sync(18, 26, 3))),
    Fault("input-floods-ts", "a live input sends a film (SRT) eight times too fast", 26, room=from_flooding_sender, says=[r"input srt://127.0.0.1:\d+: it is sent faster than it plays"], check=few_late(0.05)),
    Fault("input-noise", "a live input sends random bytes", 12, room=from_noise, says=[r"input http://127.0.0.1:\d+/live.ts: .*next try in"], check=looks(1, 11.5, *FALLBACK)),
    Fault("input-file-ends", "a file that plays as a live input ends", 16, room=from_a_file, says=[r"input file://.*film.mp4: the source ended; next try"], check=in_sync(1, 16, 4)),
    Fault("input-thread-stalls", "the thread that receives a live input stands still for 2 s", 18, [(6, lambda s: s.room.stall_threads("input", 2))], room=from_sender(), needs_root=True, check=in_sync(12, 18, 2)),
    Fault("input-floods", "a live input sends a film (RTMP) eight times too fast", 20, room=from_flooded_server, says=[r"input rtmp://127.0.0.1:\d+/live: it is sent faster than it plays"], check=all_of(few_late(0.05), in_sync(8, 20, 4, lone=2))),
    Fault("clip-stalls", "a clip's decoder stands still for 200 ms and for 2 s", 16, [(4, lambda s: s.room.stall_threads("clip", 0.2)), (6, lambda s: s.room.stall_threads("clip", 2))], room=from_clip(), needs_root=True,
          quick=True, check=all_of(looks(0, 15.5, 40, 245), in_sync(10, 16, 2, 0.001))),
    Fault("clip-spoilt", "a clip's file is written over while it plays", 14, [(5, spoil_clip)], room=from_clip(6), check=looks(0.1, 13.5, 16, 245)),
    Fault("clip-without-numbers", "a clip's sound is no number for a moment, and beyond all bounds once", 14, room=from_clip_without_numbers, silent=["encoder failed", "encoder of the sound"], check=in_sync(1, 14, 5, 0.001)),
    Fault("clip-removed", "a clip's file is removed while it plays", 14, [(5, lambda s: os.unlink(s.folder + "/clip.mp4"))], room=from_clip(), check=in_sync(6, 14, 3, 0.001)),
    Fault("clip-empty", "a clip's file is empty", 8, room=lambda s: (open(s.folder + "/clip.mp4", "wb").close(), layer(s, "clip: clip.mp4"))[1], starts=False, says=[r"show.yaml:\d+:\d+: .*clip.mp4: "]),
)]
