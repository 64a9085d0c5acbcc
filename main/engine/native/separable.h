/**
 * [normalize] -> [relu] -> [depthwise convolution] -> pointwise convolution -> batch statistics, and its gradient, as one kernel.
 *
 * The published networks are made of this group: twice in a separable convolution, once in a dilated one, and without the depthwise
 * part in every preprocessing. Done op by op it reads and writes the image a dozen times; memory is what limits it. Here an image
 * is read once, stays in the cache until its result is there, and is written once. Nothing between is kept: the gradient computes
 * it again, which is cheaper than reading it.
 *
 * Work is cut into parts by the batch's size alone, and parts are put together in order: the number of threads changes no bit.
 */
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "channel.h"
#include "depthwise.h"
#include "products.h"
#include "scratch.h"
#include "statistics.h"
#include "workers.h"

namespace dartboard {

/** Sizes and switches of one such group. */
struct Separable {
  int64_t images, height, width, channels;
  int64_t outHeight, outWidth, outChannels;
  Window window;  // 1x1 where there is no depthwise part
  int64_t top, left;
  bool depthwise, relu, normalized;
  float epsilon;

  int64_t pixels() const { return height * width; }
  int64_t outPixels() const { return outHeight * outWidth; }
  int64_t paddedHeight() const {
    return std::max((outHeight - 1) * window.strideY + (window.height - 1) * window.stepY + 1, top + height);
  }
  int64_t paddedWidth() const {
    return std::max((outWidth - 1) * window.strideX + (window.width - 1) * window.stepX + 1, left + width);
  }
};

/** Normalization of the incoming image, by channel. */
struct Normalization {
  const float *mean, *variance;
  PerChannel scale, offset;
};

/** What the kernel reads of the parameters: depthwise [taps, C], pointwise [C, K]. */
struct SeparableWeights {
  const float *depthwise, *pointwise;
  Normalization norm;
};

/** The gradient that comes in is `factor * dy + (dmean + 2 dvariance (y - mean)) / count`, channel by channel. */
template <typename T>
struct SeparableCotangent {
  const T* dy;
  const float* factor;
  const T* y;
  const float *mean, *dMean, *dVariance;
};

/** Where the gradients go; null where one is not asked for. */
template <typename T>
struct SeparableGradient {
  T* dx;
  float *depthwise, *pointwise;
  float *mean, *variance, *scale, *offset;
};

/** Parts that a batch is cut into. */
constexpr int64_t PARTS = 16;
inline int64_t partsOf(int64_t images) { return std::min(images, PARTS); }
inline int64_t partStart(int64_t images, int64_t part) { return images * part / partsOf(images); }

namespace detail {

/** Pixels that are worked on at a time, at least: what makes the products efficient and still fits the cache. */
constexpr int64_t TILE_PIXELS = 96;

inline int64_t tileRows(const Separable& s) {
  return std::max<int64_t>(1, std::min(s.outHeight, TILE_PIXELS / std::max<int64_t>(1, s.outWidth)));
}

/** Coefficients of the normalization, a x + b, and of its gradient; zeros beyond the last channel. */
struct Coefficients {
  std::vector<float> factor, shift, mean;
  Coefficients(const Separable& s, const Normalization& norm)
      : factor(padded(s.channels)), shift(padded(s.channels)), mean(padded(s.channels)) {
    for (int64_t c = 0; c < s.channels; c++) {
      const auto i = static_cast<size_t>(c);
      factor[i] = s.normalized ? norm.scale[c] / std::sqrt(norm.variance[c] + s.epsilon) : 1.0f;
      shift[i] = s.normalized ? norm.offset[c] - norm.mean[c] * factor[i] : 0.0f;
      mean[i] = s.normalized ? norm.mean[c] : 0.0f;
    }
  }
};

/** A copy of a [rows, columns] matrix whose rows are as long as whole vectors; optionally transposed. */
inline std::vector<float> widened(const float* from, int64_t rows, int64_t columns, bool transposed = false) {
  const int64_t outRows = transposed ? columns : rows;
  const int64_t stride = padded(transposed ? rows : columns);
  std::vector<float> to(static_cast<size_t>(outRows * stride));
  for (int64_t i = 0; i < rows; i++)
    for (int64_t j = 0; j < columns; j++)
      to[static_cast<size_t>(transposed ? j * stride + i : i * stride + j)] = from[i * columns + j];
  return to;
}

/** Fills `count` pixels of scratch memory with the normalized, rectified ones of the image. */
template <typename T>
inline void activate(const T* from, const Separable& s, const Coefficients& k, float* to, int64_t count) {
  const int64_t stride = padded(s.channels);
  for (int64_t c = 0; c < s.channels; c += LANES) {
    const int lanes = static_cast<int>(std::min<int64_t>(LANES, s.channels - c));
    const Vector factor = load(k.factor.data() + c), shift = load(k.shift.data() + c);
    for (int64_t p = 0; p < count; p++) {
      Vector v = load(from + p * s.channels + c, lanes);
      if (s.normalized) v = v * factor + shift;
      store(to + p * stride + c, s.relu ? positive(v) : v);
    }
  }
}

/** The activated image with its border. */
template <typename T>
inline void fillImage(const T* from, const Separable& s, const Coefficients& k, const Image& image) {
  for (int64_t y = 0; y < s.height; y++)
    activate(from + y * s.width * s.channels, s, k, image.pixel(s.top + y, s.left), s.width);
}

/** What the pointwise convolution sees of `rows` rows from `y` on. */
template <typename T>
inline void fillTile(const T* from, const Separable& s, const Coefficients& k, const Image& image,
                     const float* depthwise, const Matrix& tile, int64_t y, int64_t rows) {
  if (!s.depthwise) return activate(from + y * s.width * s.channels, s, k, tile.data, rows * s.width);
  for (int64_t r = 0; r < rows; r++)
    convolveRow(image, y + r, s.window, depthwise, tile.row(r * s.outWidth), s.outWidth);
}

template <typename T>
inline void storeTile(const Matrix& tile, T* to, int64_t channels, int64_t count) {
  for (int64_t p = 0; p < count; p++)
    for (int64_t c = 0; c < channels; c += LANES)
      store(to + p * channels + c, load(tile.row(p) + c), static_cast<int>(std::min<int64_t>(LANES, channels - c)));
}

}  // namespace detail

/** y [N,H',W',K], and its statistics. */
template <typename T>
void separableForward(const Separable& s, const T* x, const SeparableWeights& weights, T* y, const Moments& moments) {
  using namespace detail;
  const Coefficients k(s, weights.norm);
  const auto depthwise =
      s.depthwise ? widened(weights.depthwise, s.window.taps(), s.channels) : std::vector<float>();
  auto pointwise = widened(weights.pointwise, s.channels, s.outChannels);
  const int64_t in = padded(s.channels), out = padded(s.outChannels);
  const int64_t rows = tileRows(s), tilePixels = rows * s.outWidth + SPARE_ROWS;
  const int64_t imageSize = s.depthwise ? s.paddedHeight() * s.paddedWidth() * in : 0;
  const int64_t parts = partsOf(s.images);
  std::vector<Statistics> seen(static_cast<size_t>(parts), Statistics(s.outChannels));

  forEach(parts, [&](int64_t part) {
    static thread_local Scratch scratch;
    float* const memory = scratch.floats(imageSize + tilePixels * (in + out));
    std::fill(memory, memory + imageSize, 0.0f);
    const Image image{memory, s.paddedWidth(), in};
    const Matrix tile{memory + imageSize, in}, result{tile.data + tilePixels * in, out};
    const Matrix matrix{pointwise.data(), out};
    for (int64_t n = partStart(s.images, part); n < partStart(s.images, part + 1); n++) {
      const T* const from = x + n * s.pixels() * s.channels;
      if (s.depthwise) fillImage(from, s, k, image);
      for (int64_t top = 0; top < s.outHeight; top += rows) {
        const int64_t here = std::min(rows, s.outHeight - top), count = here * s.outWidth;
        fillTile(from, s, k, image, depthwise.data(), tile, top, here);
        multiply(tile, matrix, result, count, s.channels, out);
        seen[static_cast<size_t>(part)].add(result, count);
        storeTile(result, y + (n * s.outPixels() + top * s.outWidth) * s.outChannels, s.outChannels, count);
      }
    }
  });
  for (size_t part = 1; part < seen.size(); part++) seen[0].add(seen[part]);
  seen[0].write(moments);
}

namespace detail {

/** What one part of the batch adds to the gradients of parameters. */
struct PartGradient {
  std::vector<float> depthwise, pointwise;
  std::vector<double> sum, centred;  // of dv and of dv (x - mean), where v is the normalized image
  PartGradient(const Separable& s)
      : depthwise(s.depthwise ? static_cast<size_t>(s.window.taps() * padded(s.channels)) : 0),
        pointwise(static_cast<size_t>(padded(s.channels) * padded(s.outChannels))),
        sum(static_cast<size_t>(padded(s.channels))),
        centred(static_cast<size_t>(padded(s.channels))) {}
};

/** The coefficients of the incoming gradient: f dy + a + b y. */
struct Inflow {
  std::vector<float> factor, shift, slope;
  template <typename T>
  Inflow(const Separable& s, const SeparableCotangent<T>& g)
      : factor(padded(s.outChannels)), shift(padded(s.outChannels)), slope(padded(s.outChannels)) {
    const double count = static_cast<double>(s.images * s.outPixels());
    for (int64_t c = 0; c < s.outChannels; c++) {
      const auto i = static_cast<size_t>(c);
      const double b = 2.0 * static_cast<double>(g.dVariance[c]) / count;
      factor[i] = g.factor == nullptr ? 1.0f : g.factor[c];
      slope[i] = static_cast<float>(b);
      shift[i] = static_cast<float>(static_cast<double>(g.dMean[c]) / count - b * static_cast<double>(g.mean[c]));
    }
  }
};

template <typename T>
inline void inflowTile(const SeparableCotangent<T>& g, const Inflow& k, int64_t channels, int64_t pixel,
                       const Matrix& tile, int64_t count) {
  for (int64_t c = 0; c < channels; c += LANES) {
    const int lanes = static_cast<int>(std::min<int64_t>(LANES, channels - c));
    const Vector factor = load(k.factor.data() + c), shift = load(k.shift.data() + c);
    const Vector slope = load(k.slope.data() + c);
    const T* dy = g.dy + pixel * channels + c;
    const T* y = g.y + pixel * channels + c;
    for (int64_t p = 0; p < count; p++, dy += channels, y += channels)
      store(tile.row(p) + c, factor * load(dy, lanes) + (slope * load(y, lanes) + shift));
  }
}

/** dx of `count` pixels from the gradient of the activated ones, and its sums for the normalization. */
template <typename T>
inline void outflow(const T* x, const float* gradient, const Separable& s, const Coefficients& k, T* dx,
                    PartGradient& sums, int64_t count) {
  const int64_t stride = padded(s.channels);
  for (int64_t c = 0; c < s.channels; c += LANES) {
    const int lanes = static_cast<int>(std::min<int64_t>(LANES, s.channels - c));
    const Vector factor = load(k.factor.data() + c), shift = load(k.shift.data() + c);
    const Vector mean = load(k.mean.data() + c);
    Vector sum{}, centred{};
    for (int64_t p = 0; p < count; p++) {
      Vector g = load(gradient + p * stride + c);
      const Vector v = load(x + p * s.channels + c, lanes);
      if (s.relu) g = (s.normalized ? v * factor + shift : v) > Vector{} ? g : Vector{};
      if (s.normalized) {
        sum += g;
        centred += g * (v - mean);
        g *= factor;
      }
      store(dx + p * s.channels + c, g, lanes);
    }
    for (int i = 0; s.normalized && i < lanes; i++) {
      sums.sum[static_cast<size_t>(c + i)] += static_cast<double>(sum[i]);
      sums.centred[static_cast<size_t>(c + i)] += static_cast<double>(centred[i]);
    }
  }
}

/** The same window seen from the other side: which results a pixel had a part in. */
inline std::vector<float> reversed(const std::vector<float>& weights, int64_t taps, int64_t stride) {
  std::vector<float> to(weights.size());
  for (int64_t t = 0; t < taps; t++)
    std::copy_n(weights.begin() + t * stride, stride, to.begin() + (taps - 1 - t) * stride);
  return to;
}

}  // namespace detail

/** The gradients of what `separableForward` computes; `x` and `weights` as they were given to it. */
template <typename T>
void separableBackward(const Separable& s, const T* x, const SeparableWeights& weights,
                       const SeparableCotangent<T>& cotangent, const SeparableGradient<T>& gradient) {
  using namespace detail;
  const Coefficients k(s, weights.norm);
  const Inflow inflow(s, cotangent);
  const int64_t taps = s.window.taps();
  const int64_t in = padded(s.channels), out = padded(s.outChannels);
  const auto depthwise = s.depthwise ? widened(weights.depthwise, taps, s.channels) : std::vector<float>();
  const auto backwards = s.depthwise ? reversed(depthwise, taps, in) : std::vector<float>();
  auto transposed = widened(weights.pointwise, s.channels, s.outChannels, true);
  const bool wantsWeights = gradient.pointwise != nullptr;
  const bool strided = s.window.strideY > 1 || s.window.strideX > 1;
  // Where the window moves pixel by pixel, a pixel's gradient is gathered from a bordered image of the results' gradients.
  const int64_t reachY = (s.window.height - 1) * s.window.stepY, reachX = (s.window.width - 1) * s.window.stepX;
  const int64_t before = reachY - s.top, beside = reachX - s.left;
  const bool gathers = s.depthwise && !strided && before >= 0 && beside >= 0;
  const bool scatters = s.depthwise && !gathers;
  const int64_t gatherWidth = std::max(beside + s.outWidth, s.width + reachX);
  const int64_t gatherHeight = std::max(before + s.outHeight, s.height + reachY);
  // The image is activated again for the kernels' gradients alone; where the relu was open follows from x.
  const bool needsImage = s.depthwise && wantsWeights;
  const int64_t paddedSize = s.paddedHeight() * s.paddedWidth() * in;
  const int64_t imageSize = needsImage ? paddedSize : 0;
  const int64_t flowSize = gathers ? gatherHeight * gatherWidth * in : s.depthwise ? paddedSize : 0;
  const int64_t rows = tileRows(s), tilePixels = rows * s.outWidth + SPARE_ROWS;
  const int64_t parts = partsOf(s.images);
  std::vector<PartGradient> found(static_cast<size_t>(parts), PartGradient(s));
  const Window gather{s.window.height, s.window.width, 1, 1, s.window.stepY, s.window.stepX};

  forEach(parts, [&](int64_t part) {
    static thread_local Scratch scratch;
    const int64_t rowSize = s.width * in;
    float* const memory = scratch.floats(imageSize + flowSize + tilePixels * (2 * in + out) + rowSize);
    std::fill(memory, memory + imageSize + flowSize, 0.0f);
    const Image image{memory, s.paddedWidth(), in};
    const Image flow{memory + imageSize, gathers ? gatherWidth : s.paddedWidth(), in};
    const Matrix tile{flow.data + flowSize, in}, upstream{tile.data + tilePixels * in, out};
    const Matrix downstream{upstream.data + tilePixels * out, in};
    float* const row = downstream.data + tilePixels * in;
    PartGradient& sums = found[static_cast<size_t>(part)];
    const Matrix pointwiseSum{sums.pointwise.data(), out}, matrix{transposed.data(), in};

    for (int64_t n = partStart(s.images, part); n < partStart(s.images, part + 1); n++) {
      const T* const from = x + n * s.pixels() * s.channels;
      T* const to = gradient.dx == nullptr ? nullptr : gradient.dx + n * s.pixels() * s.channels;
      if (needsImage) fillImage(from, s, k, image);
      if (scatters) std::fill(flow.data, flow.data + flowSize, 0.0f);
      for (int64_t top = 0; top < s.outHeight; top += rows) {
        const int64_t here = std::min(rows, s.outHeight - top), count = here * s.outWidth;
        inflowTile(cotangent, inflow, s.outChannels, n * s.outPixels() + top * s.outWidth, upstream, count);
        if (wantsWeights) fillTile(from, s, k, image, depthwise.data(), tile, top, here);
        if (wantsWeights) addOuter(tile, upstream, pointwiseSum, count, s.channels, out);
        if (to == nullptr && !s.depthwise) continue;
        multiply(upstream, matrix, downstream, count, s.outChannels, in);
        if (!s.depthwise) {
          const int64_t pixel = top * s.outWidth * s.channels;
          outflow(from + pixel, downstream.data, s, k, to + pixel, sums, count);
          continue;
        }
        for (int64_t r = 0; r < here; r++) {
          const float* const dy = downstream.row(r * s.outWidth);
          if (wantsWeights)
            addWeightGradient(image, top + r, s.window, dy, sums.depthwise.data(), s.outWidth);
          if (to == nullptr) continue;
          if (gathers)
            std::copy_n(dy, s.outWidth * in, flow.pixel(before + top + r, beside));
          else
            scatterRow(flow, top + r, s.window, depthwise.data(), dy, s.outWidth);
        }
      }
      for (int64_t y = 0; s.depthwise && to != nullptr && y < s.height; y++) {
        if (gathers) convolveRow(flow, y, gather, backwards.data(), row, s.width);
        const float* const dv = gathers ? row : flow.pixel(s.top + y, s.left);
        const int64_t pixel = y * s.width * s.channels;
        outflow(from + pixel, dv, s, k, to + pixel, sums, s.width);
      }
    }
  });

  for (int64_t c = 0; c < s.channels; c++) {
    const auto i = static_cast<size_t>(c);
    for (int64_t t = 0; wantsWeights && s.depthwise && t < taps; t++) {
      float sum = 0;
      for (const auto& part : found) sum += part.depthwise[static_cast<size_t>(t * in + c)];
      gradient.depthwise[t * s.channels + c] = sum;
    }
    for (int64_t o = 0; wantsWeights && o < s.outChannels; o++) {
      float sum = 0;
      for (const auto& part : found) sum += part.pointwise[static_cast<size_t>(c * out + o)];
      gradient.pointwise[c * s.outChannels + o] = sum;
    }
    if (!s.normalized || gradient.dx == nullptr) continue;
    double sum = 0, centred = 0;
    for (const auto& part : found) {
      sum += part.sum[i];
      centred += part.centred[i];
    }
    const double scale = static_cast<double>(weights.norm.scale[c]);
    const double r = 1.0 / std::sqrt(static_cast<double>(weights.norm.variance[c]) + static_cast<double>(s.epsilon));
    gradient.mean[c] = static_cast<float>(-scale * r * sum);
    gradient.variance[c] = static_cast<float>(-0.5 * scale * r * r * r * centred);
    addTo(gradient.scale, weights.norm.scale, c, r * centred);
    addTo(gradient.offset, weights.norm.offset, c, sum);
  }
}

}  // namespace dartboard
