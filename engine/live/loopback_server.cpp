// The other end of bench's push, and of the tests': an RTMP server as small as it can be. Its own, because FFmpeg's listening side leaves
// the chunks at 128 bytes, some 130 of them a picture, where the servers of the field (nginx's default is 4096) ask for larger ones: a push
// to it costs three times what a push to them does. Adobe's RTMP specification 1.0, sections 5 (handshake, chunks) and 7 (commands, AMF 0).

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "live/live.h"

namespace compere::live {
namespace {

constexpr std::size_t kHandshake = 1536, kLargestCommand = 64u << 10;
constexpr std::uint8_t kSetChunkSize = 1, kCommand = 20;
constexpr std::uint32_t kChunkSize = 4096;

class Socket {
public:
    explicit Socket(int fd) : fd_{fd} {}
    Socket(Socket&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}
    Socket& operator=(Socket&&) = delete;
    ~Socket() {
        if (fd_ >= 0) close(fd_);
    }
    int get() const { return fd_; }

    bool read(std::span<std::uint8_t> to) const {
        for (std::size_t have = 0; have < to.size();) {
            const ssize_t got = recv(fd_, to.data() + have, to.size() - have, 0);
            if (got <= 0) return false;
            have += static_cast<std::size_t>(got);
        }
        return true;
    }
    bool write(std::span<const std::uint8_t> from) const {
        return send(fd_, from.data(), from.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(from.size());  // all replies are short
    }

private:
    int fd_;
};

// AMF 0, as much as the replies need.
class Amf {
public:
    Amf& text(std::string_view words) {
        bytes.push_back(2);
        return name(words);
    }
    Amf& number(double value) {
        bytes.push_back(0);
        const auto bits = std::bit_cast<std::uint64_t>(value);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes.push_back(static_cast<std::uint8_t>(bits >> shift));
        }
        return *this;
    }
    Amf& null() {
        bytes.push_back(5);
        return *this;
    }
    Amf& status(std::string_view code) {
        bytes.push_back(3);
        name("level").text("status").name("code").text(code);
        bytes.insert(bytes.end(), {0, 0, 9});
        return *this;
    }
    std::vector<std::uint8_t> bytes;

private:
    Amf& name(std::string_view words) {
        bytes.push_back(static_cast<std::uint8_t>(words.size() >> 8));
        bytes.push_back(static_cast<std::uint8_t>(words.size()));
        bytes.insert(bytes.end(), words.begin(), words.end());
        return *this;
    }
};

struct Command {
    std::string name;
    double transaction = 0;
};

Command command_of(std::span<const std::uint8_t> body) {
    Command out;
    if (body.size() < 3 || body[0] != 2) return out;
    const std::size_t length = static_cast<std::size_t>(body[1]) << 8 | body[2];
    if (body.size() < 3 + length + 9 || body[3 + length] != 0) return out;
    out.name.assign(body.begin() + 3, body.begin() + 3 + static_cast<std::ptrdiff_t>(length));
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        bits = bits << 8 | body[4 + length + i];
    }
    out.transaction = std::bit_cast<double>(bits);
    return out;
}

class Session {
public:
    explicit Session(Socket socket) : socket_{std::move(socket)} {}

    bool shake_hands() const {
        std::array<std::uint8_t, 1 + kHandshake> theirs{};
        std::vector<std::uint8_t> ours(1 + 2 * kHandshake);
        if (!socket_.read(theirs) || theirs[0] != 3) return false;
        ours[0] = 3;
        std::memcpy(ours.data() + 1 + kHandshake, theirs.data() + 1, kHandshake);
        return socket_.write(ours) && socket_.read(std::span{theirs}.first(kHandshake));
    }

    // Answers what comes before the stream; true once the other side publishes.
    bool begin() {
        if (!send_message(2, kSetChunkSize, 0, std::array<std::uint8_t, 4>{0, 0, kChunkSize >> 8, kChunkSize & 0xff})) return false;
        for (;;) {
            std::vector<std::uint8_t> body;
            std::uint8_t type = 0;
            if (!read_message(type, body)) return false;
            if (type == kSetChunkSize && !set_chunk_size(body)) return false;
            if (type != kCommand) continue;
            const Command command = command_of(body);
            if (command.name == "connect" && !send_message(3, kCommand, 0, Amf{}.text("_result").number(command.transaction).null().status("NetConnection.Connect.Success").bytes)) return false;
            if (command.name == "createStream" && !send_message(3, kCommand, 0, Amf{}.text("_result").number(command.transaction).null().number(1).bytes)) return false;
            if (command.name == "publish") return send_message(5, kCommand, 1, Amf{}.text("onStatus").number(0).null().status("NetStream.Publish.Start").bytes);
        }
    }

    void drain() const {
        std::vector<std::uint8_t> sink(64u << 10);
        while (recv(socket_.get(), sink.data(), sink.size(), 0) > 0) {
        }
    }

private:
    struct Stream {  // what the shorter headers of a chunk stream leave out
        std::size_t length = 0;
        std::uint8_t type = 0;
        bool is_extended = false;
        std::vector<std::uint8_t> body;
    };

    bool send_message(std::uint8_t chunk_stream, std::uint8_t type, std::uint8_t stream, std::span<const std::uint8_t> body) const {
        std::vector<std::uint8_t> out{chunk_stream, 0, 0, 0, 0, static_cast<std::uint8_t>(body.size() >> 8), static_cast<std::uint8_t>(body.size()), type, stream, 0, 0, 0};
        out.insert(out.end(), body.begin(), body.end());
        return socket_.write(out);
    }

    bool set_chunk_size(std::span<const std::uint8_t> body) {
        if (body.size() != 4) return false;
        chunk_ = static_cast<std::size_t>(body[0] & 0x7f) << 24 | static_cast<std::size_t>(body[1]) << 16 | static_cast<std::size_t>(body[2]) << 8 | body[3];
        return chunk_ > 0;
    }

    bool read_message(std::uint8_t& type, std::vector<std::uint8_t>& body) {
        for (;;) {
            std::uint8_t basic = 0;
            if (!socket_.read({&basic, 1})) return false;
            const int id = basic & 0x3f, format = basic >> 6;
            if (id < 2) return false;  // more than 62 chunk streams: nobody's handshake needs them
            Stream& stream = streams_[id];
            constexpr std::size_t kHeader[] = {11, 7, 3, 0};
            std::array<std::uint8_t, 11> header{};
            if (!socket_.read(std::span{header}.first(kHeader[format]))) return false;
            if (format < 3) stream.is_extended = header[0] == 0xff && header[1] == 0xff && header[2] == 0xff;
            if (format < 2) {
                stream.length = static_cast<std::size_t>(header[3]) << 16 | static_cast<std::size_t>(header[4]) << 8 | header[5];
                stream.type = header[6];
            }
            std::array<std::uint8_t, 4> extended{};
            if (stream.is_extended && !socket_.read(extended)) return false;
            if (stream.length > kLargestCommand || stream.length < stream.body.size()) return false;
            const std::size_t have = stream.body.size(), more = std::min(chunk_, stream.length - have);
            stream.body.resize(have + more);
            if (!socket_.read(std::span{stream.body}.subspan(have))) return false;
            if (stream.body.size() < stream.length) continue;
            type = stream.type;
            body = std::exchange(stream.body, {});
            return true;
        }
    }

    Socket socket_;
    std::map<int, Stream> streams_;
    std::size_t chunk_ = 128;
};

}  // namespace

core::Status run_loopback_server(int port) {
    const std::string name = fmt::format("127.0.0.1:{}", port);
    const Socket listener{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    const int on = 1;
    const timeval patience{20, 0};
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(listener.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || listen(listener.get(), 1) != 0) {
        return core::fail("{}: cannot listen: {}", name, std::strerror(errno));
    }
    Socket accepted{accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC)};
    if (accepted.get() < 0) return core::fail("{}: {}", name, errno == EAGAIN ? "nobody came within 20 s" : std::strerror(errno));
    setsockopt(accepted.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    Session session{std::move(accepted)};
    if (!session.shake_hands() || !session.begin()) return core::fail("{}: what came is not an RTMP push", name);
    session.drain();
    return {};
}

}  // namespace compere::live
