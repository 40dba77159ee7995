#include "live/preview_window.h"

#include <SDL.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "core/thread.h"

namespace compere::live {
namespace {

// What travels between the room's thread and the window's; the mutex guards the newest picture only, and nobody holds it longer
// than a pointer's copy.
struct Exchange {
    std::mutex mutex;
    signal::VideoFramePtr picture;
    std::atomic<bool> closed{false}, over{false}, held{false};
    std::atomic<int> wanted_steps{0};  // above 0: next lines, below: previous
    SDL_AudioDeviceID sound = 0;
};

struct Window {
    SDL_Window* window = nullptr;
    SDL_Renderer* renderer = nullptr;
    SDL_Texture* texture = nullptr;
    SDL_AudioDeviceID sound = 0;
    ~Window() {
        if (sound != 0) SDL_CloseAudioDevice(sound);
        if (texture != nullptr) SDL_DestroyTexture(texture);
        if (renderer != nullptr) SDL_DestroyRenderer(renderer);
        if (window != nullptr) SDL_DestroyWindow(window);
        SDL_Quit();
    }
};

bool is_set(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr && value[0] != 0;
}

// Left to itself SDL falls back to a driver that shows nothing and says that all is well. Who names one in SDL_VIDEODRIVER gets it.
core::Status choose_display() {
    if (is_set("SDL_VIDEODRIVER")) return {};
    const bool wayland = is_set("WAYLAND_DISPLAY"), x11 = is_set("DISPLAY");
    if (!wayland && !x11) return core::fail("no display for the preview window: neither DISPLAY nor WAYLAND_DISPLAY is set");
    SDL_SetHint(SDL_HINT_VIDEODRIVER, wayland ? (x11 ? "wayland,x11" : "wayland") : "x11");
    return {};
}

core::Status open(Window& out, const show::Canvas& canvas) {
    if (core::Status chosen = choose_display(); !chosen) return chosen.error();
    if (SDL_Init(SDL_INIT_VIDEO) != 0) return core::fail("no display for the preview window: {}", SDL_GetError());
    SDL_Rect usable{0, 0, 1280, 900};
    SDL_GetDisplayUsableBounds(0, &usable);
    const double fit = std::min({1.0, 0.9 * usable.h / canvas.height_px, 0.9 * usable.w / canvas.width_px});
    out.window = SDL_CreateWindow("Compere preview", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, static_cast<int>(canvas.width_px * fit), static_cast<int>(canvas.height_px * fit),
                                  SDL_WINDOW_RESIZABLE);
    if (out.window == nullptr) return core::fail("no preview window: {}", SDL_GetError());
    out.renderer = SDL_CreateRenderer(out.window, -1, SDL_RENDERER_SOFTWARE);
    if (out.renderer == nullptr) return core::fail("no preview window: {}", SDL_GetError());
    SDL_SetYUVConversionMode(SDL_YUV_CONVERSION_BT709);
    SDL_RenderSetLogicalSize(out.renderer, canvas.width_px, canvas.height_px);
    out.texture = SDL_CreateTexture(out.renderer, SDL_PIXELFORMAT_NV12, SDL_TEXTUREACCESS_STREAMING, canvas.width_px, canvas.height_px);
    if (out.texture == nullptr) return core::fail("no preview picture: {}", SDL_GetError());
    SDL_AudioSpec wanted{};
    wanted.freq = core::kSampleRateHz;
    wanted.format = AUDIO_F32SYS;
    wanted.channels = 2;
    wanted.samples = 1024;
    // A desk without loudspeakers still previews the picture.
    if (SDL_InitSubSystem(SDL_INIT_AUDIO) == 0) out.sound = SDL_OpenAudioDevice(nullptr, 0, &wanted, nullptr, 0);
    if (out.sound != 0) SDL_PauseAudioDevice(out.sound, 0);
    return {};
}

void on_key(Exchange& exchange, SDL_Keycode key) {
    switch (key) {
        case SDLK_SPACE: exchange.held = !exchange.held; break;
        case SDLK_n: ++exchange.wanted_steps; break;
        case SDLK_p: --exchange.wanted_steps; break;
        case SDLK_q:
        case SDLK_ESCAPE: exchange.closed = true; break;
        default: break;
    }
}

void draw(Window& window, Exchange& exchange) {
    signal::VideoFramePtr picture;
    {
        const std::scoped_lock lock{exchange.mutex};
        picture = exchange.picture;
    }
    if (!picture) return;
    const int width = picture->width_px;
    SDL_UpdateNVTexture(window.texture, nullptr, picture->nv12.data(), width, picture->nv12.data() + picture->luma_bytes(), width);
    SDL_RenderClear(window.renderer);
    SDL_RenderCopy(window.renderer, window.texture, nullptr, nullptr);
    SDL_RenderPresent(window.renderer);
}

Monitor monitor_of(Exchange& exchange) {
    Monitor monitor;
    monitor.show = [&exchange](const signal::VideoFramePtr& picture, const signal::AudioBlock& audio) {
        if (picture) {
            const std::scoped_lock lock{exchange.mutex};
            exchange.picture = picture;
        }
        // More than a quarter of a second waiting means that nobody plays it: keep the monitor near the picture.
        if (exchange.sound != 0 && SDL_GetQueuedAudioSize(exchange.sound) < core::kSampleRateHz * 2) {
            SDL_QueueAudio(exchange.sound, audio.stereo.data(), static_cast<Uint32>(audio.stereo.size() * sizeof(float)));
        }
    };
    monitor.is_closed = [&exchange] { return exchange.closed.load(); };
    monitor.act = [&exchange](room::Room& room) {
        room.director().hold(exchange.held);
        const int steps = exchange.wanted_steps.exchange(0);
        if (steps > 0) room.director().next();
        if (steps < 0) room.director().previous();
    };
    return monitor;
}

}  // namespace

core::Status preview_show(show::Show show, std::optional<double> seconds, const std::atomic<bool>& stop) {
    Window window;
    show.canvases.resize(1);
    if (core::Status opened = open(window, show.canvases.front()); !opened) return opened;
    Exchange exchange;
    exchange.sound = window.sound;
    const Monitor monitor = monitor_of(exchange);
    RunOptions options;
    options.seconds = seconds;
    options.stop = &stop;
    options.with_outputs = false;
    options.monitor = &monitor;
    core::Result<Report> result = Report{};
    std::jthread room{[&] {
        core::name_thread("frame");
        result = run_show(std::move(show), options);
        exchange.over = true;
    }};
    while (!exchange.over) {
        for (SDL_Event event; SDL_PollEvent(&event) != 0;) {
            if (event.type == SDL_QUIT) exchange.closed = true;
            if (event.type == SDL_KEYDOWN) on_key(exchange, event.key.keysym.sym);
        }
        draw(window, exchange);
        std::this_thread::sleep_for(std::chrono::milliseconds{15});
    }
    room.join();
    if (!result) return result.error();
    return {};
}

}  // namespace compere::live
