#include "gfx/context.h"

#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <glad/gl.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "core/cache_folder.h"

namespace compere::gfx {

struct Context::State {
    EGLDisplay display = EGL_NO_DISPLAY;
    EGLContext context = EGL_NO_CONTEXT;
    std::string renderer;
    bool software = true;

    ~State() {
        if (display == EGL_NO_DISPLAY) return;
        eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
        if (context != EGL_NO_CONTEXT) eglDestroyContext(display, context);
        // No eglTerminate: it unloads the driver, after which sanitizers cannot name its frames; the process ends soon anyway.
    }
};

namespace {

template <class Function>
Function egl_function(const char* name) {
    return reinterpret_cast<Function>(eglGetProcAddress(name));
}

// The first EGL device that is a real GPU (it has a DRM node and is not Mesa's software device), or no display.
EGLDisplay gpu_display() {
    const auto query_devices = egl_function<PFNEGLQUERYDEVICESEXTPROC>("eglQueryDevicesEXT");
    const auto query_string = egl_function<PFNEGLQUERYDEVICESTRINGEXTPROC>("eglQueryDeviceStringEXT");
    if (query_devices == nullptr || query_string == nullptr || std::getenv("LIBGL_ALWAYS_SOFTWARE") != nullptr) return EGL_NO_DISPLAY;
    std::array<EGLDeviceEXT, 16> devices{};
    EGLint count = 0;
    if (query_devices(static_cast<EGLint>(devices.size()), devices.data(), &count) == EGL_FALSE) return EGL_NO_DISPLAY;
    for (int i = 0; i < count; ++i) {
        EGLDeviceEXT device = devices[static_cast<std::size_t>(i)];
        const char* extensions = query_string(device, EGL_EXTENSIONS);
        if (extensions == nullptr || std::strstr(extensions, "EGL_MESA_device_software") != nullptr) continue;
        EGLDisplay display = eglGetPlatformDisplay(EGL_PLATFORM_DEVICE_EXT, device, nullptr);
        if (display != EGL_NO_DISPLAY && eglInitialize(display, nullptr, nullptr) == EGL_TRUE) return display;
    }
    return EGL_NO_DISPLAY;
}

bool is_software_renderer(std::string_view renderer) {
    return renderer.find("llvmpipe") != std::string_view::npos || renderer.find("softpipe") != std::string_view::npos;
}

EGLDisplay software_display() {
    EGLDisplay display = eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, reinterpret_cast<void*>(EGL_DEFAULT_DISPLAY), nullptr);
    if (display == EGL_NO_DISPLAY || eglInitialize(display, nullptr, nullptr) == EGL_FALSE) return EGL_NO_DISPLAY;
    return display;
}

}  // namespace

void prepare_environment() {
    // Two raster threads: no more CPU than one (28.9 ms against 29.3 a tick of the demo), and no late tick where one had some.
    setenv("LP_NUM_THREADS", "2", 0);
    if (std::getenv("MESA_SHADER_CACHE_DIR") == nullptr) {
        if (const auto folder = core::cache_folder("shaders")) setenv("MESA_SHADER_CACHE_DIR", folder->c_str(), 1);
    }
}

core::Result<Context> Context::create() {
    auto state = std::make_unique<State>();
    state->display = gpu_display();
    state->software = state->display == EGL_NO_DISPLAY;
    if (state->software) state->display = software_display();
    if (state->display == EGL_NO_DISPLAY) return core::fail("no OpenGL: neither a GPU nor Mesa's software renderer answers through EGL");
    eglBindAPI(EGL_OPENGL_API);
    constexpr std::array<EGLint, 9> wanted{EGL_CONTEXT_MAJOR_VERSION, 4, EGL_CONTEXT_MINOR_VERSION, 5,
                                           EGL_CONTEXT_OPENGL_PROFILE_MASK, EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT, EGL_NONE};
    constexpr std::array<EGLint, 3> config_wanted{EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_NONE};
    EGLConfig config = nullptr;
    EGLint found = 0;
    eglChooseConfig(state->display, config_wanted.data(), &config, 1, &found);
    state->context = eglCreateContext(state->display, found > 0 ? config : nullptr, EGL_NO_CONTEXT, wanted.data());
    if (state->context == EGL_NO_CONTEXT) return core::fail("no OpenGL 4.5 core context: EGL error {:#x}", eglGetError());
    if (eglMakeCurrent(state->display, EGL_NO_SURFACE, EGL_NO_SURFACE, state->context) == EGL_FALSE) {
        return core::fail("the OpenGL context cannot be used without a surface: EGL error {:#x}", eglGetError());
    }
    if (gladLoadGL(reinterpret_cast<GLADloadfunc>(eglGetProcAddress)) == 0) return core::fail("OpenGL 4.5 functions are missing");
    state->renderer = reinterpret_cast<const char*>(glGetString(GL_RENDERER));
    state->software = is_software_renderer(state->renderer);
    return Context{std::move(state)};
}

Context::Context(std::unique_ptr<State> state) : state_{std::move(state)} {}
Context::Context(Context&&) noexcept = default;
Context& Context::operator=(Context&&) noexcept = default;
Context::~Context() = default;

const std::string& Context::renderer() const {
    return state_->renderer;
}

bool Context::is_software() const {
    return state_->software;
}

int Context::take_errors() {
    int count = 0;
    while (count < 64 && glGetError() != GL_NO_ERROR) {
        ++count;
    }
    return count;
}

}  // namespace compere::gfx
