/** Sums of normalized images, the statistics they need, and the gradients of both; as few passes over memory as can be. */
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "channel.h"
#include "scratch.h"
#include "statistics.h"
#include "workers.h"

namespace dartboard {

/**
 * What is done to one image of a sum: nothing, multiplied by one number, normalized, or multiplied by a number a channel. The numbers
 * are the op's attribute.
 */
enum class Kind : int64_t { plain = 0, scaled = 1, normalized = 2, factored = 3 };

/** One image [pixels, channels] of a sum; `vectors` as its kind has them: [factor], [mean, variance, scale, offset], [factors]. */
template <typename T>
struct Term {
  Kind kind;
  const T* image;
  PerChannel vectors[4];
};

/** An image as rows of whole vectors where its channels alone would leave lanes empty: several pixels make one row. */
struct Rows {
  int64_t channels, together, rows, width;
  Rows(int64_t pixels, int64_t channelCount) : channels(channelCount), together(1) {
    while (channels * together % LANES != 0 && together < LANES && pixels % (2 * together) == 0) together *= 2;
    width = channels * together;
    rows = pixels / together;
  }
};

namespace detail {

constexpr int64_t PART_ROWS = 2048;
constexpr int64_t BLOCK_ROWS = 64;

inline int64_t rowParts(const Rows& rows) { return (rows.rows + PART_ROWS - 1) / PART_ROWS; }

/** A coefficient a channel, repeated for the pixels of a row and filled up with zeros. */
inline std::vector<float> repeated(const Rows& rows, const std::vector<float>& values) {
  std::vector<float> to(static_cast<size_t>(padded(rows.width)));
  for (int64_t i = 0; i < rows.width; i++) to[static_cast<size_t>(i)] = values[static_cast<size_t>(i % rows.channels)];
  return to;
}

template <typename T>
inline std::vector<float> factorOf(const Term<T>& term, int64_t channels, float epsilon) {
  std::vector<float> factor(static_cast<size_t>(channels), 1.0f);
  for (int64_t c = 0; c < channels; c++) {
    if (term.kind == Kind::scaled) factor[static_cast<size_t>(c)] = term.vectors[0][0];
    if (term.kind == Kind::factored) factor[static_cast<size_t>(c)] = term.vectors[0][c];
    if (term.kind == Kind::normalized)
      factor[static_cast<size_t>(c)] = term.vectors[2][c] / std::sqrt(term.vectors[1][c] + epsilon);
  }
  return factor;
}

inline int lanesAt(int64_t column, int64_t width) {
  return static_cast<int>(std::min<int64_t>(LANES, width - column));
}

}  // namespace detail

/** y = the sum of the terms. */
template <typename T>
void normSum(const std::vector<Term<T>>& terms, int64_t pixels, int64_t channels, float epsilon, T* y) {
  using namespace detail;
  const Rows rows(pixels, channels);
  std::vector<std::vector<float>> factors;
  std::vector<float> offset(static_cast<size_t>(channels));
  for (const auto& term : terms) {
    const auto factor = factorOf(term, channels, epsilon);
    for (int64_t c = 0; term.kind == Kind::normalized && c < channels; c++)
      offset[static_cast<size_t>(c)] += term.vectors[3][c] - term.vectors[0][c] * factor[static_cast<size_t>(c)];
    factors.push_back(repeated(rows, factor));
  }
  const auto shift = repeated(rows, offset);
  forEach(rowParts(rows), [&](int64_t part) {
    const int64_t end = std::min(rows.rows, (part + 1) * PART_ROWS);
    for (int64_t row = part * PART_ROWS; row < end; row++) {
      for (int64_t c = 0; c < rows.width; c += LANES) {
        const int lanes = lanesAt(c, rows.width);
        Vector sum = load(shift.data() + c);
        for (size_t i = 0; i < terms.size(); i++)
          sum += load(terms[i].image + row * rows.width + c, lanes) * load(factors[i].data() + c);
        store(y + row * rows.width + c, sum, lanes);
      }
    }
  });
}

/** Sums over the pixels, by channel: of dy, and for each term of dy (x - mean), or of dy x where there is no mean. */
struct ChannelSums {
  std::vector<double> plain;
  std::vector<std::vector<double>> centred;
};

namespace detail {

/** The sums of one part of the rows. A block of dy stays in the cache while all images are read beside it. */
template <typename T>
void addSums(const std::vector<Term<T>>& terms, const std::vector<std::vector<float>>& means, const T* dy,
             const Rows& rows, int64_t part, double* sums) {
  const int64_t width = padded(rows.width), end = std::min(rows.rows, (part + 1) * PART_ROWS);
  for (int64_t from = part * PART_ROWS; from < end; from += BLOCK_ROWS) {
    const int64_t to = std::min(end, from + BLOCK_ROWS);
    for (size_t k = 0; k <= terms.size(); k++) {
      double* const sum = sums + static_cast<int64_t>(k) * width;
      if (k < terms.size() && terms[k].kind == Kind::plain) continue;
      for (int64_t c = 0; c < rows.width; c += LANES) {
        const int lanes = lanesAt(c, rows.width);
        Vector found{};
        if (k == terms.size()) {
          for (int64_t row = from; row < to; row++) found += load(dy + row * rows.width + c, lanes);
        } else {
          const T* const x = terms[k].image;
          const Vector mean = load(means[k].data() + c);
          for (int64_t row = from; row < to; row++)
            found += load(dy + row * rows.width + c, lanes) * (load(x + row * rows.width + c, lanes) - mean);
        }
        for (int i = 0; i < lanes; i++) sum[c + i] += static_cast<double>(found[i]);
      }
    }
  }
}

}  // namespace detail

/** All sums that the gradient of a sum of terms needs, in one pass over its images. */
template <typename T>
ChannelSums channelSums(const std::vector<Term<T>>& terms, const T* dy, int64_t pixels, int64_t channels) {
  using namespace detail;
  const Rows rows(pixels, channels);
  std::vector<std::vector<float>> means;
  for (const auto& term : terms) {
    std::vector<float> mean(static_cast<size_t>(channels));
    if (term.kind == Kind::normalized) std::copy_n(term.vectors[0].values, channels, mean.begin());
    means.push_back(repeated(rows, mean));
  }
  const int64_t parts = rowParts(rows), width = padded(rows.width);
  const int64_t size = width * static_cast<int64_t>(terms.size() + 1);
  std::vector<std::vector<double>> found(static_cast<size_t>(parts));
  forEach(parts, [&](int64_t part) {
    found[static_cast<size_t>(part)].resize(static_cast<size_t>(size));
    addSums(terms, means, dy, rows, part, found[static_cast<size_t>(part)].data());
  });
  std::vector<std::vector<double>> sums(terms.size() + 1, std::vector<double>(static_cast<size_t>(channels)));
  for (const auto& part : found)
    for (size_t k = 0; k < sums.size(); k++)
      for (int64_t i = 0; i < rows.width; i++)
        sums[k][static_cast<size_t>(i % channels)] += part[k * static_cast<size_t>(width) + static_cast<size_t>(i)];
  const auto plain = sums.back();
  sums.pop_back();
  return {plain, sums};
}

/**
 * Gradients of a term's vectors, and the factor by channel that dy has to be multiplied by to be the gradient of its image (before
 * what flows through mean and variance, which is their own gradients' affair).
 */
template <typename T>
void termGradient(const Term<T>& term, const std::vector<double>& plain, const std::vector<double>& centred,
                  float epsilon, float* const* gradients, float* factor) {
  if (term.kind == Kind::plain) return;
  if (term.kind != Kind::normalized) {
    double all = 0;
    for (const double sum : centred) all += sum;
    gradients[0][0] = static_cast<float>(all);
    return;
  }
  for (size_t i = 0; i < plain.size(); i++) {
    const auto c = static_cast<int64_t>(i);
    const double scale = static_cast<double>(term.vectors[2][c]);
    const double r = 1.0 / std::sqrt(static_cast<double>(term.vectors[1][c]) + static_cast<double>(epsilon));
    gradients[0][c] = static_cast<float>(-scale * r * plain[i]);
    gradients[1][c] = static_cast<float>(-0.5 * scale * r * r * r * centred[i]);
    addTo(gradients[2], term.vectors[2], c, r * centred[i]);
    addTo(gradients[3], term.vectors[3], c, plain[i]);
    factor[c] = static_cast<float>(scale * r);
  }
}

/** The statistics of each channel. */
template <typename T>
void channelStatistics(const T* x, int64_t pixels, int64_t channels, const Moments& moments) {
  using namespace detail;
  const int64_t stride = padded(channels);
  const int64_t parts = (pixels + PART_ROWS - 1) / PART_ROWS;
  std::vector<Statistics> seen(static_cast<size_t>(parts), Statistics(channels));
  forEach(parts, [&](int64_t part) {
    static thread_local Scratch scratch;
    const Matrix tile{scratch.floats(BLOCK_ROWS * stride), stride};
    const int64_t end = std::min(pixels, (part + 1) * PART_ROWS);
    for (int64_t from = part * PART_ROWS; from < end; from += BLOCK_ROWS) {
      const int64_t count = std::min(BLOCK_ROWS, end - from);
      for (int64_t p = 0; p < count; p++)
        for (int64_t c = 0; c < channels; c += LANES)
          store(tile.row(p) + c, load(x + (from + p) * channels + c, lanesAt(c, channels)));
      seen[static_cast<size_t>(part)].add(tile, count);
    }
  });
  for (size_t part = 1; part < seen.size(); part++) seen[0].add(seen[part]);
  seen[0].write(moments);
}

/** dx = factor dy + (dMean + 2 dVariance (x - mean)) / pixels, by channel; dy may be null, and so may factor (1). */
template <typename T>
void channelStatisticsGradient(const T* dy, const float* factor, const T* x, const float* mean, const float* dMean,
                               const float* dVariance, int64_t pixels, int64_t channels, T* dx) {
  using namespace detail;
  const Rows rows(pixels, channels);
  std::vector<float> a(static_cast<size_t>(channels), 1.0f), b(static_cast<size_t>(channels)),
      c0(static_cast<size_t>(channels));
  for (int64_t c = 0; c < channels; c++) {
    const auto i = static_cast<size_t>(c);
    const double slope = 2.0 * static_cast<double>(dVariance[c]) / static_cast<double>(pixels);
    if (factor != nullptr) a[i] = factor[c];
    b[i] = static_cast<float>(slope);
    c0[i] = static_cast<float>(static_cast<double>(dMean[c]) / static_cast<double>(pixels) -
                               slope * static_cast<double>(mean[c]));
  }
  const auto scale = repeated(rows, a), slope = repeated(rows, b), shift = repeated(rows, c0);
  forEach(rowParts(rows), [&](int64_t part) {
    const int64_t end = std::min(rows.rows, (part + 1) * PART_ROWS);
    for (int64_t row = part * PART_ROWS; row < end; row++) {
      for (int64_t c = 0; c < rows.width; c += LANES) {
        const int lanes = lanesAt(c, rows.width);
        const int64_t at = row * rows.width + c;
        Vector v = load(slope.data() + c) * load(x + at, lanes) + load(shift.data() + c);
        if (dy != nullptr) v += load(scale.data() + c) * load(dy + at, lanes);
        store(dx + at, v, lanes);
      }
    }
  });
}

/** y = the sum of the images, in their order. */
template <typename T>
void addAll(const std::vector<const T*>& images, int64_t size, T* y) {
  constexpr int64_t PART = 1 << 15;
  forEach((size + PART - 1) / PART, [&](int64_t part) {
    const int64_t end = std::min(size, (part + 1) * PART);
    for (int64_t i = part * PART; i < end; i += LANES) {
      const int lanes = static_cast<int>(std::min<int64_t>(LANES, end - i));
      Vector sum = load(images[0] + i, lanes);
      for (size_t k = 1; k < images.size(); k++) sum += load(images[k] + i, lanes);
      store(y + i, sum, lanes);
    }
  });
}

}  // namespace dartboard
