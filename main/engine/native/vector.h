/** Sixteen floats at a time, on whatever the compiler has for them. */
#pragma once

#include <cstdint>
#include <cstring>

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

namespace dartboard {

constexpr int LANES = 16;
typedef float Vector __attribute__((vector_size(64)));

/** The upper half of a float32, as TensorFlow's bfloat16. */
struct Bfloat16 {
  uint16_t bits;
};

/** The next multiple of a vector's lanes. */
constexpr int64_t padded(int64_t channels) { return (channels + LANES - 1) / LANES * LANES; }

inline Vector splat(float value) { return Vector{} + value; }

inline Vector load(const float* from) {
  Vector v;
  std::memcpy(&v, from, sizeof v);
  return v;
}

inline void store(float* to, Vector v) { std::memcpy(to, &v, sizeof v); }

inline Vector positive(Vector v) { return v > Vector{} ? v : Vector{}; }

/** The first `lanes` of 16 elements, zeros behind them. */
inline Vector load(const float* from, int lanes) {
  if (lanes >= LANES) return load(from);
#if defined(__AVX512F__)
  return reinterpret_cast<Vector>(_mm512_maskz_loadu_ps(static_cast<__mmask16>((1u << lanes) - 1), from));
#else
  Vector v{};
  std::memcpy(&v, from, sizeof(float) * static_cast<size_t>(lanes));
  return v;
#endif
}

inline void store(float* to, Vector v, int lanes) {
  if (lanes >= LANES) return store(to, v);
#if defined(__AVX512F__)
  _mm512_mask_storeu_ps(to, static_cast<__mmask16>((1u << lanes) - 1), reinterpret_cast<__m512>(v));
#else
  std::memcpy(to, &v, sizeof(float) * static_cast<size_t>(lanes));
#endif
}

namespace detail {

typedef uint16_t Halves __attribute__((vector_size(32)));
typedef uint32_t Words __attribute__((vector_size(64)));

inline Vector widen(Halves halves) {
  return reinterpret_cast<Vector>(__builtin_convertvector(halves, Words) << 16);
}

/** Rounds to the nearest, ties to even; what is no number stays none. */
inline Halves narrow(Vector v) {
#if defined(__AVX512BF16__)
  return reinterpret_cast<Halves>(_mm512_cvtneps_pbh(reinterpret_cast<__m512>(v)));
#else
  const Words words = reinterpret_cast<Words>(v);
  const Words rounded = (words + 0x7fff + ((words >> 16) & 1)) >> 16;
  return __builtin_convertvector(v != v ? Words{} + 0x7fc0 : rounded, Halves);
#endif
}

}  // namespace detail

inline Vector load(const Bfloat16* from, int lanes) {
  detail::Halves halves{};
  if (lanes >= LANES) {
    std::memcpy(&halves, from, sizeof halves);
    return detail::widen(halves);
  }
#if defined(__AVX512BW__) && defined(__AVX512VL__)
  const auto mask = static_cast<__mmask16>((1u << lanes) - 1);
  return detail::widen(reinterpret_cast<detail::Halves>(_mm256_maskz_loadu_epi16(mask, from)));
#else
  std::memcpy(&halves, from, sizeof(uint16_t) * static_cast<size_t>(lanes));
  return detail::widen(halves);
#endif
}

inline void store(Bfloat16* to, Vector v, int lanes) {
  const detail::Halves halves = detail::narrow(v);
  if (lanes >= LANES) {
    std::memcpy(to, &halves, sizeof halves);
    return;
  }
#if defined(__AVX512BW__) && defined(__AVX512VL__)
  const auto mask = static_cast<__mmask16>((1u << lanes) - 1);
  _mm256_mask_storeu_epi16(to, mask, reinterpret_cast<__m256i>(halves));
#else
  std::memcpy(to, &halves, sizeof(uint16_t) * static_cast<size_t>(lanes));
#endif
}

}  // namespace dartboard
