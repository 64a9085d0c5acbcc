/** Mean and variance of channels, summed in parts that are put together in a fixed order. */
#pragma once

#include <cstdint>
#include <vector>

#include "products.h"

namespace dartboard {

/** Where statistics go, by channel: the variance is divided by the number of pixels, `unbiased` by one less. */
struct Moments {
  float *mean, *variance, *unbiased;
};

/**
 * Number, mean and sum of squared deviations of what was seen so far, by channel (Chan, Golub, LeVeque 1979): as exact as two
 * passes over the data, in one.
 */
class Statistics {
 public:
  explicit Statistics(int64_t channels) : mean_(channels), squares_(channels) {}

  /** Takes in the rows of a tile. */
  void add(const Matrix& tile, int64_t rows) {
    const int64_t channels = static_cast<int64_t>(mean_.size());
    for (int64_t c = 0; c < channels; c += LANES) {
      Vector sum{};
      for (int64_t p = 0; p < rows; p++) sum += load(tile.row(p) + c);
      const Vector mean = sum / static_cast<float>(rows);
      Vector squares{};
      for (int64_t p = 0; p < rows; p++) {
        const Vector off = load(tile.row(p) + c) - mean;
        squares += off * off;
      }
      for (int64_t i = 0; i < LANES && c + i < channels; i++)
        merge(c + i, rows, static_cast<double>(mean[i]), static_cast<double>(squares[i]));
    }
    count_ += rows;
  }

  /** Takes in what another one has seen. */
  void add(const Statistics& other) {
    for (size_t c = 0; c < mean_.size(); c++)
      merge(static_cast<int64_t>(c), other.count_, other.mean_[c], other.squares_[c]);
    count_ += other.count_;
  }

  void write(const Moments& to) const {
    const double count = static_cast<double>(count_);
    for (size_t c = 0; c < mean_.size(); c++) {
      to.mean[c] = static_cast<float>(mean_[c]);
      to.variance[c] = static_cast<float>(squares_[c] / count);
      to.unbiased[c] = static_cast<float>(squares_[c] / (count > 1 ? count - 1 : 1));
    }
  }

 private:
  void merge(int64_t channel, int64_t count, double mean, double squares) {
    const auto c = static_cast<size_t>(channel);
    const double all = static_cast<double>(count_ + count);
    const double off = mean - mean_[c];
    mean_[c] += off * static_cast<double>(count) / all;
    squares_[c] += squares + off * off * static_cast<double>(count_) * static_cast<double>(count) / all;
  }

  int64_t count_ = 0;
  std::vector<double> mean_;
  std::vector<double> squares_;
};

}  // namespace dartboard
