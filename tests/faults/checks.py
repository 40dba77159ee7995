"""What a finished recording or stream holds, by ffprobe and ffmpeg alone: pictures, samples, claps, stamps."""
import array
import json
import math
import subprocess

from room import CLAP_EVERY_S, FPS

RATE = 48000


def click(tone_hz):
    """One millisecond of a tone; a clap's has 1 kHz."""
    return [math.sin(2 * math.pi * tone_hz * i / RATE) for i in range(RATE // 1000)]


def output_of(*command, timeout=600):
    ran = subprocess.run(command, capture_output=True, timeout=timeout)
    return ran.stdout, ran.stderr.decode("utf-8", "replace").strip(), ran.returncode


class Media:
    """One file, decoded: `pictures` are (time, is_white) of its middle, `claps` the times of clicks in samples from the file's time 0."""

    def __init__(self, path):
        self.path, self.problem = path, None
        out, err, code = output_of("ffprobe", "-v", "error", "-of", "json", "-show_entries", "packet=codec_type,pts_time,dts_time,flags", "-show_packets", path)
        if code != 0:
            self.problem, self.video, self.audio = "cannot be read: " + err[-120:], [], []
            return
        packets = json.loads(out or b"{}").get("packets", [])
        self.video = [p for p in packets if p["codec_type"] == "video"]
        self.audio = [p for p in packets if p["codec_type"] == "audio"]
        self.starts_with_key = bool(self.video) and "K" in self.video[0]["flags"]
        self.stamps_rise = all(rises(stream) for stream in (self.video, self.audio))
        self.picture_times = [float(p["pts_time"]) for p in self.video]
        light, errors, _ = output_of("ffmpeg", "-v", "error", "-i", path, "-map", "0:v:0", "-fps_mode", "passthrough", "-vf", "crop=iw/10:ih/10,scale=1:1:flags=area,format=gray", "-f", "rawvideo", "-")
        sound, more_errors, _ = output_of("ffmpeg", "-v", "error", "-flags2", "+skip_manual", "-i", path, "-map", "0:a:0", "-ac", "1", "-ar", str(RATE), "-f", "s16le", "-")
        # What ffmpeg says of its own output's rounded stamps is no fault of the file.
        self.decoder_says = " ".join(line for line in (errors + "\n" + more_errors).splitlines() if line.strip() and "[rawvideo @" not in line)
        self.pictures = len(light)
        self.pcm = array.array("h", sound[:len(sound) // 2 * 2])
        self.samples = len(self.pcm)
        self.whites = [i for i in range(1, len(light)) if light[i] >= 200 > light[i - 1]]
        at_s = [float(p["pts_time"]) for p in self.audio]
        self.sound_gap_s = next((a for a, b in zip(at_s, at_s[1:]) if b - a > 1.5 * 1024 / RATE), math.inf)  # samples are not counted past a loss
        self.sound_start_s = float(self.audio[0]["pts_time"]) if self.audio else 0.0  # skip_manual: FFmpeg 7's decoder would drop the priming, 5's does not

    def white_at(self):
        return [self.picture_times[i] for i in self.whites if i < len(self.picture_times)]

    def click_near(self, sample, reach=RATE // 4, tone_hz=1000):
        """Where the click is, in decoded samples, by correlation with its known shape, and how alike (0 to 1) it is."""
        best, score = None, 0.0
        shape = click(tone_hz)
        norm = math.sqrt(sum(x * x for x in shape))
        for i in range(max(0, sample - reach), min(self.samples - len(shape), sample + reach)):
            if self.pcm[i + RATE // tone_hz // 4] < 3000:  # the first peak of a click
                continue
            part = self.pcm[i:i + len(shape)]
            around = self.pcm[max(0, i - 240):i] + self.pcm[i + len(shape):i + len(shape) + 240]
            energy = math.sqrt(sum(x * x for x in part)) or 1.0
            lonely = energy / (energy + math.sqrt(sum(x * x for x in around)))
            value = sum(x * y for x, y in zip(shape, part)) / (norm * energy) * lonely
            if value > score:
                best, score = i, value
        return best, score


def rises(packets):
    stamps = [float(p["dts_time"]) for p in packets if "dts_time" in p]
    return all(a < b for a, b in zip(stamps, stamps[1:]))


def judge_whole(media, ticks, slack_samples, lost_claps=0, clap_every_s=CLAP_EVERY_S):
    """A recording, or a stream that was never interrupted: every tick, every sample, and every click where it belongs."""
    wrong, facts = judge_part(media), {}
    if media.problem:
        return wrong, facts
    facts = {"pictures": media.pictures, "samples": media.samples}
    if media.pictures != ticks:
        wrong.append(f"{media.pictures} pictures for {ticks} ticks")
    steps = [b - a for a, b in zip(media.picture_times, media.picture_times[1:])]
    if any(abs(step - 1 / FPS) > 0.0011 for step in steps):
        wrong.append(f"the time between pictures is between {min(steps):.4f} and {max(steps):.4f} s")
    most = ticks * RATE // FPS
    if not most <= media.samples <= most + 3 * 1024:  # with the priming and the rest of the last frame
        wrong.append(f"{media.samples} samples for {most}")
    first_s = media.picture_times[0] if media.picture_times else 0.0
    expected = [tick for tick in range(clap_every_s * FPS, ticks - FPS // 2, clap_every_s * FPS)]
    offsets = []
    for tick in expected:
        want = round((first_s + tick / FPS - media.sound_start_s) * RATE)
        at, score = media.click_near(want, RATE // 10)
        if at is None or score < 0.5:
            wrong.append(f"no click at {tick / FPS:g} s")
        else:
            offsets.append(at - want)
    if any(abs(offset) > slack_samples for offset in offsets):
        wrong.append(f"clicks are {offsets} samples from their ticks")
    seen = [tick for tick in expected if tick in media.whites]
    if len(seen) < len(expected) - lost_claps:
        wrong.append(f"white pictures at {media.whites}, wanted at {expected}")
    if any(tick not in expected and tick < ticks - FPS // 2 for tick in media.whites):
        wrong.append(f"white pictures at {media.whites} where no clap is")
    facts["clap_offset_samples"] = max(offsets, key=abs, default=None)
    facts["clap_offsets"] = offsets
    return wrong, facts


def judge_part(media):
    """What must hold of every file, however it came to its end."""
    if media.problem:
        return [media.problem]
    wrong = []
    if not media.starts_with_key:
        wrong.append("the first picture is no key picture")
    if not media.stamps_rise:
        wrong.append("stamps do not rise")
    if media.decoder_says:
        wrong.append("the decoder complains: " + media.decoder_says[:120])
    return wrong


def judge_sync(media, slack_samples):
    """Of a stream that begins anywhere: each white picture with a click beside it."""
    wrong, offsets = [], []
    for at_s in media.white_at():
        want = round((at_s - media.sound_start_s) * RATE)
        if want + RATE // 10 > media.samples or want < 0 or at_s > media.sound_gap_s - 0.1:
            continue
        at, score = media.click_near(want, RATE // 10)
        if at is None or score < 0.5:
            wrong.append(f"no click beside the white picture at {at_s:.2f} s")
        else:
            offsets.append(at - want)
    if any(abs(offset) > slack_samples for offset in offsets):
        wrong.append(f"clicks are {offsets} samples from their pictures")
    return wrong, offsets
