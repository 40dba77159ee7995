"""What servers and networks do to a push. The good push and the recording beside it must not notice."""
import time

import servers
from bench import Fault, to_absent, to_name, to_nginx, to_odd, to_rtmps, to_srt

LOST = r"push lost: .*{sick}.*next try in \d+ s"
REFUSED = r"push does not connect: .*{sick}.*next try in \d+ s"
PASSPHRASE = "a-passphrase-of-the-bench"


def set_proxy(**values):
    def act(stage):
        for name, value in values.items():
            setattr(stage.proxy, name, value)
    return act


def hold_name(stage):
    """Somebody else publishes under this name before the room does."""
    out = to_nginx(stage)
    stage.holder = stage.keep(servers.Publisher(stage.server.port, "sick"))
    time.sleep(1.5)
    return out


def trusting(stage):
    return {"environment": {"COMPERE_CA_FILE": stage.certificates + "/ca.pem"}}


def cut_often(stage):
    stage.proxy.cut()


def restart_srt(stage):
    stage.server.kill()
    stage.server.start()


ROWS = [
    Fault("push-absent", "the server is not there until 5 s", 14, [(5, lambda s: s.server.start())], to_absent, says=[REFUSED, "push is live: .*{sick}"], back=(5, 4), quick=True),
    Fault("push-killed", "the server is killed at 4 s for good", 12, [(4, lambda s: s.server.kill())], to_nginx, says=[LOST, REFUSED], connections=(3, 6)),
    Fault("push-restarted", "the server is killed at 4 s and starts again at 7 s", 14, [(4, lambda s: s.server.kill()), (7, lambda s: s.server.start())], to_nginx, says=[LOST], back=(7, 5)),
    Fault("push-name-taken", "another publisher holds the name for 4 s", 14, [(4, lambda s: s.holder.close())], hold_name, says=[REFUSED, "Already publishing"], back=(4, 4), quick=True),
    Fault("push-name-refused", "another publisher holds the name for 90 s", 130, [(90, lambda s: s.holder.close())], hold_name, says=[REFUSED, "Already publishing"], back=(90, 32), connections=(6, 9)),
    Fault("push-mute", "a server accepts, reads and says nothing", 14, sick=to_odd("mute"), says=[REFUSED], connections=(2, 3)),
    Fault("push-deaf", "a server accepts and never reads", 14, sick=to_odd("deaf"), says=[REFUSED], connections=(2, 3)),
    Fault("push-not-read", "the server is open but reads nothing from 4 s on", 24, [(4, set_proxy(stalled=True))], to_nginx, says=[LOST], connections=(2, 5)),
    Fault("push-stall-short", "nothing is read from 4 s to 5.5 s", 11, [(4, set_proxy(stalled=True)), (5.5, set_proxy(stalled=False))], to_nginx, connections=(1, 1), silent=["push lost"]),
    Fault("push-stall-long", "nothing is read from 4 s to 20 s", 30, [(4, set_proxy(stalled=True)), (20, set_proxy(stalled=False))], to_nginx, says=[LOST], back=(20, 8)),
    Fault("push-server-paused", "the server's processes are stopped from 4 s to 7 s", 14, [(4, lambda s: s.server.pause(True)), (7, lambda s: s.server.pause(False))], to_nginx, back=(0, 14)),
    Fault("push-reset", "the connection is reset at 5 s", 12, [(5, lambda s: s.proxy.cut())], to_nginx, says=[LOST], back=(5, 3), connections=(2, 2), quick=True),
    Fault("push-closed", "the connection is closed at 5 s", 12, [(5, lambda s: s.proxy.close_all())], to_nginx, says=[LOST], back=(5, 3), connections=(2, 2)),
    Fault("push-half-closed", "the server ends its half of the connection at 5 s", 14, [(5, lambda s: s.proxy.half_close())], to_nginx, back=(0, 12)),
    Fault("push-flapping", "the connection is reset every 2 s", 20, [(t, cut_often) for t in range(2, 18, 2)], to_nginx, says=[LOST], connections=(3, 8)),
    Fault("push-handshake-closed", "the server closes after the handshake", 14, sick=to_odd("handshake"), says=[REFUSED], connections=(3, 5)),
    Fault("push-closed-after-media", "every connection is closed after 40 kB", 14, [(0.1, set_proxy(close_after_bytes=40_000))], to_nginx, says=[LOST], connections=(2, 6)),
    Fault("push-closes-at-once", "the server accepts and closes", 14, sick=to_odd("closes"), says=[REFUSED], connections=(3, 5)),
    Fault("push-resets-at-once", "the server accepts and resets", 14, sick=to_odd("resets"), says=[REFUSED], connections=(3, 5)),
    Fault("push-garbage", "the server answers garbage", 14, sick=to_odd("garbage"), says=[REFUSED], connections=(2, 5)),
    Fault("push-http", "a web server is where RTMP should be", 14, sick=to_odd("http"), says=[REFUSED], connections=(3, 5)),
    Fault("corrupt-up", "bytes to the server are changed from 4 s to 6 s", 18, [(4, set_proxy(corrupts="up")), (6, set_proxy(corrupts=None))], to_nginx, back=(0, 17)),
    Fault("corrupt-down", "bytes from the server are changed, also at the handshake, until 6 s", 16, [(0, set_proxy(corrupts="down")), (3, lambda s: s.proxy.cut()), (6, set_proxy(corrupts=None))], to_nginx, back=(0, 15)),
    Fault("push-delay", "0.8 s of delay both ways from 3 s on", 12, [(3, set_proxy(delay_s=0.8))], to_nginx, connections=(1, 1), silent=["push lost"], served_s=8),
    Fault("push-slow-short", "a quarter of the rate passes from 4 s to 8 s", 16, [(4, set_proxy(rate_bytes_s=30_000)), (8, set_proxy(rate_bytes_s=0))], to_nginx, connections=(1, 1), silent=["push lost"], served_s=10),
    Fault("push-slow-long", "a tenth of the rate passes from 4 s to 50 s", 60, [(4, set_proxy(rate_bytes_s=12_000)), (50, set_proxy(rate_bytes_s=0))], to_nginx, back=(0, 58)),
    Fault("name-unknown", "the server's name does not exist", 12, sick=to_name("unknown"), room=lambda s: {"words": s.names.words}, says=[r"push does not connect: .*push\.compere\.invalid.*next try in \d+ s"], needs_root=True),
    Fault("name-server-silent", "the name server never answers", 12, sick=to_name("silent"), room=lambda s: {"words": s.names.words}, says=[r"push does not connect: .*push\.compere\.invalid.*next try in \d+ s"], needs_root=True),
    Fault("rtmps-restarted", "an RTMPS server is killed at 4 s and starts again at 7 s", 14, [(4, lambda s: s.server.kill()), (7, lambda s: s.server.start())], to_rtmps("localhost"), room=trusting, says=[LOST], back=(7, 5)),
    Fault("rtmps-reset", "an RTMPS connection is reset at 5 s", 12, [(5, lambda s: s.proxy.cut())], to_rtmps("localhost"), room=trusting, says=[LOST], back=(5, 3)),
    Fault("rtmps-stranger", "the certificate is signed by nobody known", 10, sick=to_rtmps("stranger"), says=[REFUSED], silent=["push is live: rtmps"], connections=(3, 5)),
    Fault("rtmps-other-host", "the certificate is another host's", 10, sick=to_rtmps("other-host"), room=trusting, says=[REFUSED], silent=["push is live: rtmps"], connections=(3, 5), quick=True),
    Fault("rtmps-expired", "the certificate has expired", 10, sick=to_rtmps("expired"), room=trusting, says=[REFUSED], silent=["push is live: rtmps"], connections=(3, 5)),
    Fault("rtmps-mute", "TLS is never answered", 14, sick=to_odd("mute", "rtmps"), says=[REFUSED], connections=(2, 4)),
    Fault("rtmps-not-read", "an RTMPS server reads nothing from 4 s on", 24, [(4, set_proxy(stalled=True))], to_rtmps("localhost"), room=trusting, says=[LOST], connections=(2, 5)),
    Fault("srt-absent", "no SRT listener until 5 s", 18, [(5, lambda s: s.server.start())], to_srt(listens=False), says=[REFUSED], back=(5, 9), served_s=4),
    Fault("srt-restarted", "the SRT listener is killed at 5 s and starts again", 20, [(5, restart_srt)], to_srt(), says=[LOST], back=(5, 12), served_s=7),
    Fault("srt-dark", "no SRT packet passes from 5 s to 6.5 s", 12, [(5, set_proxy(is_dark=True)), (6.5, set_proxy(is_dark=False))], to_srt(), silent=["push lost"], served_s=8),
    Fault("srt-lossy", "3 % of the SRT packets are lost", 12, [(0.5, set_proxy(loss=0.03))], to_srt(), silent=["push lost"], served_s=8),
    Fault("srt-passphrase", "the SRT listener has another passphrase", 14, sick=to_srt(PASSPHRASE, expected="another-passphrase-here"), says=[REFUSED], silent=["push is live: srt"]),
    Fault("ctrl-c-while-deaf", "the room is ended while a push is stuck", 8, [(4, set_proxy(stalled=True))], to_nginx, late_end_s=4.0),
    Fault("ctrl-c-while-mute", "the room is ended while a push waits for an answer", 7, sick=to_odd("mute"), late_end_s=4.0),
]
