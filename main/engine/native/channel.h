/** Vectors that may be one number for all channels: a mixture weight is the scale of a whole normalization. */
#pragma once

#include <cstdint>

namespace dartboard {

/** A number a channel, or one for all of them. */
struct PerChannel {
  const float* values = nullptr;
  bool single = false;
  float operator[](int64_t channel) const { return values[single ? 0 : channel]; }
};

/** Puts a channel's part of a gradient where it belongs; where one number serves all channels, the parts add up. */
inline void addTo(float* gradient, const PerChannel& of, int64_t channel, double part) {
  if (!of.single || channel == 0) gradient[of.single ? 0 : channel] = 0;
  gradient[of.single ? 0 : channel] += static_cast<float>(part);
}

}  // namespace dartboard
