#include "model/cache/model_cache.h"

#include <assimp/version.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>
#include <vector>

#include "model/cache/importer_version.h"
#include "model/cache/model_archive.h"

namespace compere::model {
namespace {

namespace fs = std::filesystem;

constexpr std::array<char, 8> kMagic{'C', 'o', 'm', 'p', 'e', 'r', 'e', 'M'};
constexpr const char* kEnding = ".model";
constexpr const char* kUnfinished = ".part";

// The front of an entry; the record and the archive follow.
struct Header {
    std::array<char, 8> magic = kMagic;
    std::uint64_t version = importer_version();
    std::uint64_t record_bytes = 0;
    std::uint64_t archive_bytes = 0;
    ContentHash checksum;  // of the record's hash and the archive's
};
static_assert(sizeof(Header) == 48);

ContentHash checksum_of(std::span<const std::uint8_t> record, std::span<const std::uint8_t> archive) {
    const std::array<ContentHash, 2> both{hash_bytes(record), hash_bytes(archive)};
    return hash_bytes({reinterpret_cast<const std::uint8_t*>(both.data()), sizeof both});
}

class Descriptor {
public:
    explicit Descriptor(int fd) : fd_{fd} {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (fd_ >= 0) close(fd_);
    }
    int get() const { return fd_; }

private:
    int fd_;
};

// A whole file as memory, read only. Whoever writes entries replaces them and never shortens one, so the pages stay
// readable.
class Mapping {
public:
    Mapping(int fd, std::size_t size)
        : size_{size}, at_{mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0)} {}
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    ~Mapping() {
        if (at_ != MAP_FAILED) munmap(at_, size_);
    }
    std::span<const std::uint8_t> bytes() const {
        return at_ == MAP_FAILED ? std::span<const std::uint8_t>{}
                                 : std::span{static_cast<const std::uint8_t*>(at_), size_};
    }

private:
    std::size_t size_;
    void* at_;
};

CacheFind read_entry(std::span<const std::uint8_t> bytes, const fs::path& model_file) {
    using State = CacheFind::State;
    Header header;
    if (bytes.size() < sizeof header) return {State::Damaged, {}};
    std::memcpy(&header, bytes.data(), sizeof header);
    if (header.magic != kMagic) return {State::Damaged, {}};
    if (header.version != importer_version()) return {State::Stale, {}};
    bytes = bytes.subspan(sizeof header);
    if (header.record_bytes > bytes.size() || header.archive_bytes != bytes.size() - header.record_bytes)
        return {State::Damaged, {}};
    const auto record_bytes = bytes.first(static_cast<std::size_t>(header.record_bytes));
    const auto archive = bytes.subspan(record_bytes.size());
    if (checksum_of(record_bytes, archive) != header.checksum) return {State::Damaged, {}};
    const auto record = read_record(record_bytes);
    if (!record) return {State::Damaged, {}};
    const bool is_true = std::all_of(record->lookups.begin(), record->lookups.end(),
                                     [&](const Lookup& lookup) { return still_holds(model_file, lookup); });
    if (!is_true) return {State::Stale, {}};
    auto model = read_archive(archive);
    if (!model) return {State::Damaged, {}};
    return {State::Hit, std::move(*model)};
}

core::Status write_all(int fd, std::span<const std::uint8_t> bytes) {
    while (!bytes.empty()) {
        const ssize_t put = write(fd, bytes.data(), bytes.size());
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return core::fail("{}", std::strerror(errno));
        bytes = bytes.subspan(static_cast<std::size_t>(put));
    }
    return {};
}

// Not synced to the disk: what a power cut leaves half written is seen by its checksum.
core::Status write_entry(const std::string& unfinished, int fd, const fs::path& entry,
                         std::span<const std::uint8_t> record, std::span<const std::uint8_t> archive) {
    Header header;
    header.record_bytes = record.size();
    header.archive_bytes = archive.size();
    header.checksum = checksum_of(record, archive);
    for (const auto part :
         {std::span{reinterpret_cast<const std::uint8_t*>(&header), sizeof header}, record, archive}) {
        if (const auto written = write_all(fd, part); !written) return written;
    }
    if (rename(unfinished.c_str(), entry.c_str()) != 0) return core::fail("{}", std::strerror(errno));
    return {};
}

// Another process may delete what is listed here at any moment; that is no error.
void trim(const fs::path& folder, const fs::path& newest, std::uintmax_t most_bytes) {
    struct Entry {
        fs::path path;
        fs::file_time_type used;
        std::uintmax_t size;
    };
    std::vector<Entry> entries;
    std::uintmax_t total = 0;
    std::error_code error;
    const auto now = fs::file_time_type::clock::now();
    for (fs::directory_iterator it{folder, error}; !error && it != fs::directory_iterator{}; it.increment(error)) {
        std::error_code gone, away;
        const Entry entry{it->path(), it->last_write_time(gone), it->file_size(away)};
        if (gone || away) continue;
        if (entry.path.extension() == kUnfinished && now - entry.used > std::chrono::hours{1})
            fs::remove(entry.path, gone);  // its writer was killed
        if (entry.path.extension() != kEnding) continue;
        total += entry.size;
        if (entry.path != newest) entries.push_back(entry);
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.used < b.used; });
    for (const Entry& entry : entries) {
        if (total <= most_bytes) return;
        fs::remove(entry.path, error);
        total -= entry.size;
    }
}

}  // namespace

std::uint64_t importer_version() {
    const std::array<std::uint64_t, 5> parts{importer_sources(), aiGetVersionMajor(), aiGetVersionMinor(),
                                             aiGetVersionPatch(), aiGetVersionRevision()};
    return hash_bytes({reinterpret_cast<const std::uint8_t*>(parts.data()), sizeof parts}).low;
}

std::string entry_name(const fs::path& model_file, const ContentHash& content) {
    std::string extension = model_file.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return to_hex(hash_text(fmt::format("{:x} {} {}", importer_version(), extension, to_hex(content)))) + kEnding;
}

CacheFind find_entry(const fs::path& folder, const std::string& name, const fs::path& model_file) {
    const Descriptor file{open((folder / name).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
    struct stat about {};
    if (file.get() < 0 || fstat(file.get(), &about) != 0 || !S_ISREG(about.st_mode)) return {};
    if (about.st_size == 0) return {CacheFind::State::Damaged, {}};
    const Mapping mapping{file.get(), static_cast<std::size_t>(about.st_size)};
    if (mapping.bytes().empty()) return {};
    CacheFind found = read_entry(mapping.bytes(), model_file);
    if (found.state == CacheFind::State::Hit)
        futimens(file.get(), nullptr);  // used now; fails where the folder is read-only
    return found;
}

core::Status keep_entry(const fs::path& folder, const std::string& name, const ImportRecord& record,
                        std::span<const std::uint8_t> archive, std::uintmax_t most_bytes) {
    const std::vector<std::uint8_t> record_bytes = archive_record(record);
    if (sizeof(Header) + record_bytes.size() + archive.size() > most_bytes)
        return core::fail("it is over {} MiB", most_bytes >> 20);
    std::string unfinished = (folder / (name + ".XXXXXX" + kUnfinished)).string();
    const Descriptor file{mkostemps(unfinished.data(), static_cast<int>(std::strlen(kUnfinished)), O_CLOEXEC)};
    if (file.get() < 0) return core::fail("{}", std::strerror(errno));
    const auto written = write_entry(unfinished, file.get(), folder / name, record_bytes, archive);
    if (!written) {
        unlink(unfinished.c_str());
        return written;
    }
    trim(folder, folder / name, most_bytes);
    return {};
}

}  // namespace compere::model
