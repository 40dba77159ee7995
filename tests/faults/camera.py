"""camera.py FILM.mp4 PORT: serves rtsp://127.0.0.1:PORT/live, H.264 and AAC of the film, to each caller from its beginning.

An MP4, for GStreamer reads its edit list; of a Matroska file by FFmpeg 7 it overlooks the CodecDelay, and sound comes 21 ms late."""
import sys

import gi

gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

Gst.init(None)
server = GstRtspServer.RTSPServer(address="127.0.0.1", service=sys.argv[2])
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(f'( filesrc location="{sys.argv[1]}" ! qtdemux name=film film. ! queue ! h264parse ! rtph264pay name=pay0 pt=96 config-interval=-1 film. ! queue ! aacparse ! rtpmp4gpay name=pay1 pt=97 )')
server.get_mount_points().add_factory("/live", factory)
server.attach(None)
GLib.MainLoop().run()
