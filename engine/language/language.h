#pragma once

namespace compere::language {

// What a line is spoken in. Chinese is Mandarin in Han characters; both may hold words of the other.
enum class Language { Chinese, English };

}  // namespace compere::language
