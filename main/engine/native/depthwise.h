/** Depthwise windows over an image that lies in scratch memory with its border of zeros. */
#pragma once

#include <type_traits>

#include "vector.h"

namespace dartboard {

/** How a window slides: which pixel its taps see. */
struct Window {
  int64_t height, width;
  int64_t strideY, strideX;
  int64_t stepY, stepX;  // dilation
  int64_t taps() const { return height * width; }
};

/** An image with its border: rows of `width` pixels of `channels` floats, a multiple of 16. */
struct Image {
  float* data;
  int64_t width, channels;
  float* pixel(int64_t y, int64_t x) const { return data + (y * width + x) * channels; }
};

constexpr int MAX_TAPS = 49;

namespace detail {

/** Floats from a window's first tap to each of the others. */
inline void offsetsOf(const Window& window, const Image& image, int64_t* offsets) {
  for (int64_t y = 0; y < window.height; y++)
    for (int64_t x = 0; x < window.width; x++)
      *offsets++ = (y * window.stepY * image.width + x * window.stepX) * image.channels;
}

template <int COUNT>
inline void slide(const float* from, int64_t step, const float* weights, int64_t channels, const int64_t* offsets,
                  int64_t taps, float* to) {
  Vector sum[COUNT];
  for (int i = 0; i < COUNT; i++) sum[i] = Vector{};
  for (int64_t t = 0; t < taps; t++) {
    const Vector weight = load(weights + t * channels);
    const float* const seen = from + offsets[t];
    for (int i = 0; i < COUNT; i++) sum[i] += load(seen + i * step) * weight;
  }
  for (int i = 0; i < COUNT; i++) store(to + i * channels, sum[i]);
}

/** The weights' gradient along one row of a window with WIDTH taps. */
template <int WIDTH>
inline void correlate(const float* from, int64_t step, const float* gradient, int64_t channels, int64_t apart,
                      float* sums, int64_t count) {
  Vector even[WIDTH], odd[WIDTH];
  for (int t = 0; t < WIDTH; t++) even[t] = odd[t] = Vector{};
  int64_t p = 0;
  for (; p + 2 <= count; p += 2, from += 2 * step, gradient += 2 * channels) {
    const Vector first = load(gradient), second = load(gradient + channels);
    for (int t = 0; t < WIDTH; t++) {
      even[t] += load(from + t * apart) * first;
      odd[t] += load(from + step + t * apart) * second;
    }
  }
  if (p < count)
    for (int t = 0; t < WIDTH; t++) even[t] += load(from + t * apart) * load(gradient);
  for (int t = 0; t < WIDTH; t++) store(sums + t * channels, load(sums + t * channels) + (even[t] + odd[t]));
}

}  // namespace detail

/** One row of a depthwise convolution: out [count, channels] from image row `y`; weights [taps, channels]. */
inline void convolveRow(const Image& image, int64_t y, const Window& window, const float* weights, float* out,
                        int64_t count) {
  int64_t offsets[MAX_TAPS];
  detail::offsetsOf(window, image, offsets);
  const int64_t step = window.strideX * image.channels, taps = window.taps();
  for (int64_t c = 0; c < image.channels; c += LANES) {
    const float* from = image.pixel(y * window.strideY, 0) + c;
    float* to = out + c;
    int64_t left = count;
    // Many results together: enough sums to keep the multipliers busy, few enough for the registers.
    const auto run = [&](auto length) {
      constexpr int COUNT = decltype(length)::value;
      for (; left >= COUNT; left -= COUNT, from += COUNT * step, to += COUNT * image.channels)
        detail::slide<COUNT>(from, step, weights + c, image.channels, offsets, taps, to);
    };
    run(std::integral_constant<int, 16>());
    run(std::integral_constant<int, 8>());
    run(std::integral_constant<int, 4>());
    run(std::integral_constant<int, 1>());
  }
}

/** sums [taps, channels] += what the gradient of one row [count, channels] says of the weights. */
inline void addWeightGradient(const Image& image, int64_t y, const Window& window, const float* gradient,
                              float* sums, int64_t count) {
  const int64_t step = window.strideX * image.channels, apart = window.stepX * image.channels;
  for (int64_t c = 0; c < image.channels; c += LANES) {
    for (int64_t t = 0; t < window.height; t++) {
      const float* const from = image.pixel(y * window.strideY + t * window.stepY, 0) + c;
      float* const to = sums + t * window.width * image.channels + c;
      if (window.width == 3)
        detail::correlate<3>(from, step, gradient + c, image.channels, apart, to, count);
      else if (window.width == 5)
        detail::correlate<5>(from, step, gradient + c, image.channels, apart, to, count);
      else
        for (int64_t x = 0; x < window.width; x++)
          detail::correlate<1>(from + x * apart, step, gradient + c, image.channels, apart,
                               to + x * image.channels, count);
    }
  }
}

/** image += what the gradient of one row [count, channels] says of its pixels: for windows that step over some. */
inline void scatterRow(const Image& image, int64_t y, const Window& window, const float* weights,
                       const float* gradient, int64_t count) {
  int64_t offsets[MAX_TAPS];
  detail::offsetsOf(window, image, offsets);
  const int64_t step = window.strideX * image.channels;
  for (int64_t c = 0; c < image.channels; c += LANES) {
    float* to = image.pixel(y * window.strideY, 0) + c;
    const float* from = gradient + c;
    for (int64_t p = 0; p < count; p++, to += step, from += image.channels) {
      const Vector dy = load(from);
      for (int64_t t = 0; t < window.taps(); t++)
        store(to + offsets[t], load(to + offsets[t]) + load(weights + t * image.channels + c) * dy);
    }
  }
}

}  // namespace dartboard
