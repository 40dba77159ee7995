"""Servers for a room to push to: a real one (nginx with RTMP, recording what arrives), an SRT listener, and odd ones."""
import os
import signal
import socket
import subprocess
import threading
import time

from proxy import end

NGINX = """load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;
{stream_module} user root; worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 64; }}
rtmp {{ server {{ listen 127.0.0.1:{port}; chunk_size 4096;
  application live {{ live on; meta copy; record all; record_path {folder}/served; record_unique on; record_suffix -%s.flv; }} }} }}
{stream}"""
TLS = "stream {{ server {{ listen 127.0.0.1:{tls_port} ssl; ssl_certificate {certificate}.pem; ssl_certificate_key {certificate}.key; proxy_pass 127.0.0.1:{port}; }} }}\n"


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as any_port:
        any_port.bind(("127.0.0.1", 0))
        return any_port.getsockname()[1]


class Nginx:
    """RTMP on `port`; with a certificate (path without ending) also RTMPS on `tls_port`."""

    def __init__(self, folder, certificate=None):
        self.folder, self.process, self.port, self.tls_port = folder, None, free_port(), free_port()
        os.makedirs(folder + "/served", exist_ok=True)
        tls = TLS.format(tls_port=self.tls_port, certificate=certificate, port=self.port) if certificate else ""
        module = "load_module /usr/lib/nginx/modules/ngx_stream_module.so;" if certificate else ""
        with open(folder + "/nginx.conf", "w", encoding="utf-8") as conf:
            conf.write(NGINX.format(port=self.port, folder=folder, stream=tls, stream_module=module))

    def start(self):
        self.process = subprocess.Popen(["nginx", "-p", self.folder, "-c", self.folder + "/nginx.conf", "-e", self.folder + "/nginx.log"], stderr=subprocess.DEVNULL, start_new_session=True)
        wait_for_port(self.port)
        return self

    def kill(self):
        """As a power cut does: nothing is said to anybody."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def pause(self, is_paused):
        os.killpg(self.process.pid, signal.SIGSTOP if is_paused else signal.SIGCONT)

    def served(self, name=""):
        """What was recorded, one file per publication, oldest first."""
        files = [os.path.join(self.folder, "served", f) for f in os.listdir(self.folder + "/served") if f.startswith(name)]
        return sorted(files, key=os.path.getmtime)

    close = kill


class Odd:
    """Accepts TCP and then does one thing:
    deaf: never reads · mute: reads, never answers · closes, resets: at once · handshake: RTMP's handshake, then closes · garbage, http: answers so."""

    def __init__(self, kind):
        self.kind, self.accepted, self._open = kind, [], []
        self._listener = socket.socket()
        if kind == "deaf":
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(16)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.accepted.append(time.monotonic())
            self._open.append(client)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        try:
            if self.kind in ("closes", "resets"):
                end(client, "reset" if self.kind == "resets" else "close")
            elif self.kind == "mute":
                while client.recv(65536):
                    pass
            elif self.kind == "garbage":
                client.recv(65536)
                client.sendall(bytes(i * 37 % 251 for i in range(6000)))
                time.sleep(1)
                end(client, "close")
            elif self.kind == "http":
                client.recv(65536)
                client.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                end(client, "close")
            elif self.kind == "handshake":
                hello = receive(client, 1537)
                client.sendall(hello[:1] + bytes(1536) + hello[1:])
                receive(client, 1536)
                end(client, "close")
        except OSError:
            pass

    def close(self):
        end(self._listener, "close")
        for client in self._open:
            client.close()


class SrtListener:
    """ffmpeg as a server: takes one caller and writes what it gets."""

    def __init__(self, folder, port=0, passphrase=""):
        self.folder, self.port, self.process, self.count = folder, port or free_port(socket.SOCK_DGRAM), None, 0
        self.query = "?mode=listener" + (f"&passphrase={passphrase}" if passphrase else "")
        os.makedirs(folder, exist_ok=True)

    def start(self):
        self.count += 1
        self.process = subprocess.Popen(["ffmpeg", "-loglevel", "error", "-nostdin", "-y", "-i", f"srt://127.0.0.1:{self.port}{self.query}", "-c", "copy", f"{self.folder}/served-{self.count}.ts"],
                                        stderr=open(f"{self.folder}/listener.log", "ab"), stdout=subprocess.DEVNULL)
        return self

    def kill(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def end(self):
        """Lets it write what it has."""
        if self.process:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.kill()
            self.process = None

    def served(self):
        files = [f"{self.folder}/served-{i + 1}.ts" for i in range(self.count)]
        return [f for f in files if os.path.exists(f) and os.path.getsize(f) > 0]

    close = kill


class Publisher:
    """Somebody else who holds a stream's name at the server, with a picture of ffmpeg's or what `source` says."""

    def __init__(self, port, name, source=("-re", "-f", "lavfi", "-i", "color=size=64x64:rate=5"), codecs=("-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "30", "-c:a", "aac")):
        self.process = subprocess.Popen(["ffmpeg", "-loglevel", "error", "-nostdin", *source, *codecs, "-f", "flv", f"rtmp://127.0.0.1:{port}/live/{name}"], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


class Camera:
    """A camera that serves RTSP: a film from its beginning to each caller, by GStreamer's own server."""
    NEEDS = "/usr/lib/*/girepository-1.0/GstRtspServer-1.0.typelib"  # gir1.2-gst-rtsp-server-1.0, for the python3 of Debian

    def __init__(self, film):
        self.film, self.port, self.process = film, free_port(), None

    def start(self):
        self.process = subprocess.Popen(["/usr/bin/python3", os.path.join(os.path.dirname(os.path.abspath(__file__)), "camera.py"), self.film, str(self.port)], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        wait_for_port(self.port)
        return self

    def close(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
        if self.process:
            self.process.wait()


class Names:
    """A name server on loopback that never answers ("silent") or knows no name ("unknown"), and the words that put a command under it."""

    def __init__(self, folder, kind):
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        address = {"silent": "127.0.53.53", "unknown": "127.0.53.54"}[kind]
        self._socket.bind((address, 53))
        with open(folder + "/resolv.conf", "w", encoding="utf-8") as conf:
            conf.write(f"nameserver {address}\n")
        self.words = ["unshare", "--mount", "sh", "-c", f'mount --bind "{folder}/resolv.conf" "$(readlink -f /etc/resolv.conf)" && exec "$@"', "sh"]
        if kind == "unknown":
            threading.Thread(target=self._answer, daemon=True).start()

    def _answer(self):
        while True:
            try:
                question, client = self._socket.recvfrom(4096)
                self._socket.sendto(question[:2] + b"\x81\x83" + question[4:6] + bytes(6) + question[12:], client)  # NXDOMAIN
            except OSError:
                return

    def close(self):
        self._socket.close()


def receive(sock, count):
    data = b""
    while len(data) < count:
        part = sock.recv(count - len(data))
        if not part:
            raise OSError("closed")
        data += part
    return data


def wait_for_port(port, seconds=5.0):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nothing listens on port {port}")


def make_certificates(folder):
    """ca.pem, and localhost, other-host, expired (.pem and .key) signed by it; stranger is signed by itself."""
    def openssl(*words, on=()):
        subprocess.run([*on, "openssl", *words], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=fault bench", "-keyout", "ca.key", "-out", "ca.pem")
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", "stranger.key", "-out", "stranger.pem")
    for name, host, on in (("localhost", "localhost", ()), ("other-host", "example.org", ()), ("expired", "localhost", ("faketime", "-f", "-4d"))):
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={host}", "-keyout", f"{name}.key", "-out", f"{name}.csr")
        with open(f"{folder}/{name}.ext", "w", encoding="utf-8") as ext:
            ext.write(f"subjectAltName=DNS:{host}")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", f"{name}.ext", "-out", f"{name}.pem", on=on)
