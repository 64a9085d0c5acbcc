#include "resample.h"

#include <algorithm>
#include <cstring>

#ifdef __AVX512F__
#include <immintrin.h>
#endif

namespace dartboard {
namespace {

/** Weights are fractions of 2^22. */
constexpr int PRECISION = 22;
constexpr int32_t HALF = 1 << (PRECISION - 1);
/** What is summed at once when the axis is not the last one: stays in registers and in the first cache. */
constexpr int64_t BLOCK = 256;

/** Lines that are resampled at once, and their numbers: a pixel of three channels for each, and one number more that is dropped. */
constexpr int64_t LINES = 4;
typedef uint32_t Pixels __attribute__((vector_size(16)));
typedef uint8_t Bytes __attribute__((vector_size(16)));
typedef uint16_t Words __attribute__((vector_size(32)));
typedef int32_t Sums __attribute__((vector_size(64)));

/** Reads a byte more than the pixel has. */
inline uint32_t pixelAt(const uint8_t* at) {
  uint32_t pixel;
  std::memcpy(&pixel, at, sizeof pixel);
  return pixel;
}

/** Without the instruction for it, in two steps: compilers go through single numbers for one that is that wide. */
inline Sums widened(Bytes bytes) {
#ifdef __AVX512F__
  return reinterpret_cast<Sums>(_mm512_cvtepu8_epi32(reinterpret_cast<__m128i>(bytes)));
#else
  return __builtin_convertvector(__builtin_convertvector(bytes, Words), Sums);
#endif
}

/** Some lines whose neighbours on the axis are pixels of three channels. A byte behind the last pixel is read. */
void alongLines(const uint8_t* source, uint8_t* target, const Axis& axis) {
  const uint8_t* const lines[LINES] = {source, source + axis.outerStep, source + 2 * axis.outerStep,
                                       source + 3 * axis.outerStep};
  const int64_t results = axis.results;
  for (int64_t result = 0; result < results; result++) {
    const int64_t first = axis.first[result] * 3;
    const int32_t* weights = axis.weights + result * axis.stride;
    Sums sums = Sums{} + HALF;
    for (int64_t k = 0; k < axis.count[result]; k++) {
      const int64_t at = first + 3 * k;
      const Pixels pixels = {pixelAt(lines[0] + at), pixelAt(lines[1] + at), pixelAt(lines[2] + at),
                             pixelAt(lines[3] + at)};
      sums += widened(reinterpret_cast<Bytes>(pixels)) * weights[k];
    }
    const Bytes bytes = __builtin_convertvector(__builtin_convertvector(sums >> PRECISION, Words), Bytes);
    uint8_t means[sizeof bytes];
    std::memcpy(means, &bytes, sizeof bytes);
    for (int64_t line = 0; line < LINES; line++)
      std::memcpy(target + (line * results + result) * 3, means + 4 * line, 3);
  }
}

/** One such line, of which nothing is read but its pixels. */
void alongLine(const uint8_t* source, uint8_t* target, const Axis& axis) {
  for (int64_t result = 0; result < axis.results; result++) {
    const uint8_t* from = source + axis.first[result] * 3;
    const int32_t* weights = axis.weights + result * axis.stride;
    int32_t sums[3] = {HALF, HALF, HALF};
    for (int64_t k = 0; k < axis.count[result]; k++)
      for (int64_t channel = 0; channel < 3; channel++) sums[channel] += from[3 * k + channel] * weights[k];
    for (int64_t channel = 0; channel < 3; channel++)
      target[3 * result + channel] = static_cast<uint8_t>(sums[channel] >> PRECISION);
  }
}

/** Whatever the axis, `inner` numbers lie side by side for each place on it. */
void acrossLines(const uint8_t* source, uint8_t* target, const Axis& axis) {
  int32_t sums[BLOCK];
  for (int64_t result = 0; result < axis.results; result++) {
    const uint8_t* from = source + axis.first[result] * axis.step;
    const int32_t* weights = axis.weights + result * axis.stride;
    uint8_t* to = target + result * axis.inner;
    for (int64_t begin = 0; begin < axis.inner; begin += BLOCK) {
      const int64_t length = std::min(BLOCK, axis.inner - begin);
      for (int64_t i = 0; i < length; i++) sums[i] = HALF;
      for (int64_t k = 0; k < axis.count[result]; k++) {
        const uint8_t* line = from + begin + k * axis.step;
        const int32_t weight = weights[k];
        for (int64_t i = 0; i < length; i++) sums[i] += line[i] * weight;
      }
      for (int64_t i = 0; i < length; i++) to[begin + i] = static_cast<uint8_t>(sums[i] >> PRECISION);
    }
  }
}

}  // namespace

bool fits(const Axis& axis, size_t weights, size_t source, size_t target) {
  const int64_t limit = int64_t{1} << 40;
  for (const int64_t number : {axis.outer, axis.outerStep, axis.step, axis.inner, axis.stride})
    if (number < 0 || number > limit / (int64_t{1} << 20)) return false;
  if (axis.step < 1 || axis.inner < 1 || axis.offset < -limit || axis.offset > limit) return false;
  if (axis.results * axis.stride > static_cast<int64_t>(weights)) return false;
  if (axis.outer > 0 && axis.results * axis.inner > static_cast<int64_t>(target) / axis.outer) return false;
  if (axis.outer == 0) return true;
  // Of a line before the last one, a byte more is read than it has.
  if (axis.outer > 1 && axis.outerStep < 1) return false;
  const int64_t lastLine = (axis.outer - 1) * axis.outerStep;
  for (int64_t result = 0; result < axis.results; result++) {
    const int64_t first = axis.first[result];
    const int64_t count = axis.count[result];
    if (count < 1 || count > axis.stride || first < 0) return false;
    const int64_t begin = axis.offset + first * axis.step;
    const int64_t end = begin + lastLine + (count - 1) * axis.step + axis.inner;
    if (begin < 0 || end > static_cast<int64_t>(source)) return false;
  }
  return true;
}

void resample(const uint8_t* source, uint8_t* target, const Axis& axis) {
  const bool isPixels = axis.inner == 3 && axis.step == 3;
  for (int64_t line = 0; line < axis.outer;) {
    const uint8_t* from = source + axis.offset + line * axis.outerStep;
    uint8_t* to = target + line * axis.results * axis.inner;
    // The last line may be where memory ends, and is never read as one of several.
    const bool isFew = axis.outer - line <= LINES;
    if (!isPixels) acrossLines(from, to, axis);
    else if (isFew) alongLine(from, to, axis);
    else alongLines(from, to, axis);
    line += isPixels && !isFew ? LINES : 1;
  }
}

}  // namespace dartboard
