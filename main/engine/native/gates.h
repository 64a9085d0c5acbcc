/** The gates of recurrent cells, and their gradients: what lies between two products, in one pass over memory. */
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "vector.h"
#include "workers.h"

namespace dartboard {

/** What an activation computes. The numbers are the ops' attribute. */
enum class Activation : int64_t { tanh = 0, relu = 1, sigmoid = 2, identity = 3 };

namespace detail {

typedef int32_t Integers __attribute__((vector_size(64)));

inline Vector select(Integers condition, Vector a, Vector b) { return condition ? a : b; }

/**
 * e^x for x from -87 to 87, beyond which it stays: x = n ln 2 + r, and a polynomial of r. The coefficients are those of Cephes' expf (Moshier 1992); off by
 * at most 2e-7 of the value.
 */
inline Vector exponential(Vector x) {
  const Vector most = splat(87.0f), least = splat(-87.0f);
  x = select(x > most, most, select(x < least, least, x));
  const Vector scaled = x * splat(1.44269504088896341f);
  const Vector half = select(scaled < Vector{}, splat(-0.5f), splat(0.5f));
  const Integers n = __builtin_convertvector(scaled + half, Integers);
  const Vector whole = __builtin_convertvector(n, Vector);
  const Vector r = (x - whole * splat(0.693359375f)) + whole * splat(2.12194440e-4f);
  Vector p = splat(1.9875691500e-4f);
  for (const float c : {1.3981999507e-3f, 8.3334519073e-3f, 4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f})
    p = p * r + splat(c);
  const Vector fraction = p * r * r + r + splat(1.0f);
  const Integers power = (n + 127) << 23;
  return fraction * reinterpret_cast<Vector>(power);
}

inline Vector sigmoid(Vector x) { return splat(1.0f) / (splat(1.0f) + exponential(-x)); }

/** tanh x: near 0 the polynomial of Cephes' tanhf, beyond by the exponential function. */
inline Vector hyperbolic(Vector x) {
  const Vector z = x * x;
  Vector p = splat(-5.70498872745e-3f);
  for (const float c : {2.06390887954e-2f, -5.37397155531e-2f, 1.33314422036e-1f, -3.33332819422e-1f})
    p = p * z + splat(c);
  const Vector near = p * z * x + x;
  const Vector far = splat(1.0f) - splat(2.0f) / (exponential(x + x) + splat(1.0f));
  return select(z < splat(0.390625f), near, far);
}

inline Vector activate(Activation f, Vector u) {
  switch (f) {
    case Activation::tanh:
      return hyperbolic(u);
    case Activation::relu:
      return positive(u);
    case Activation::sigmoid:
      return sigmoid(u);
    default:
      return u;
  }
}

/** The derivative by u, from what the activation gave. */
inline Vector slope(Activation f, Vector value) {
  switch (f) {
    case Activation::tanh:
      return splat(1.0f) - value * value;
    case Activation::relu:
      return select(value > Vector{}, splat(1.0f), Vector{});
    case Activation::sigmoid:
      return value * (splat(1.0f) - value);
    default:
      return splat(1.0f);
  }
}

constexpr int64_t GATE_ROWS = 8;
inline int64_t gateParts(int64_t rows) { return (rows + GATE_ROWS - 1) / GATE_ROWS; }
inline int lanesLeft(int64_t column, int64_t units) {
  return static_cast<int>(std::min<int64_t>(LANES, units - column));
}

}  // namespace detail

/** y[i] = s + g (f[i](u) - s) for each activation, where columns [rows, 2 units k] hold gate and candidate of each in turn. */
inline void gates(const float* s, const float* columns, const std::vector<Activation>& functions, int64_t rows,
                  int64_t units, const std::vector<float*>& y) {
  using namespace detail;
  const int64_t width = 2 * units * static_cast<int64_t>(functions.size());
  forEach(gateParts(rows), [&](int64_t part) {
    for (int64_t r = part * GATE_ROWS; r < std::min(rows, (part + 1) * GATE_ROWS); r++)
      for (size_t i = 0; i < functions.size(); i++) {
        const float* const gate = columns + r * width + 2 * units * static_cast<int64_t>(i);
        for (int64_t j = 0; j < units; j += LANES) {
          const int lanes = lanesLeft(j, units);
          const Vector state = load(s + r * units + j, lanes);
          const Vector open = sigmoid(load(gate + j, lanes));
          const Vector value = activate(functions[i], load(gate + units + j, lanes));
          store(y[i] + r * units + j, state + open * (value - state), lanes);
        }
      }
  });
}

/** The gradients by s and by the columns. */
inline void gatesGradient(const std::vector<const float*>& dy, const float* s, const float* columns,
                          const std::vector<Activation>& functions, int64_t rows, int64_t units, float* ds,
                          float* dColumns) {
  using namespace detail;
  const int64_t width = 2 * units * static_cast<int64_t>(functions.size());
  forEach(gateParts(rows), [&](int64_t part) {
    for (int64_t r = part * GATE_ROWS; r < std::min(rows, (part + 1) * GATE_ROWS); r++)
      for (int64_t j = 0; j < units; j += LANES) {
        const int lanes = lanesLeft(j, units);
        const Vector state = load(s + r * units + j, lanes);
        Vector sum{};
        for (size_t i = 0; i < functions.size(); i++) {
          const int64_t at = r * width + 2 * units * static_cast<int64_t>(i) + j;
          const Vector flow = load(dy[i] + r * units + j, lanes);
          const Vector open = sigmoid(load(columns + at, lanes));
          const Vector value = activate(functions[i], load(columns + at + units, lanes));
          const Vector shut = splat(1.0f) - open;
          sum += flow * shut;
          store(dColumns + at, flow * (value - state) * open * shut, lanes);
          store(dColumns + at + units, flow * open * slope(functions[i], value), lanes);
        }
        store(ds + r * units + j, sum, lanes);
      }
  });
}

/** What a mixed gate works on: states [edges, rows, units] and columns [edges, rows, 2 units], weights [edges, functions]. */
struct Mixed {
  const float *states, *columns, *weights;
  std::vector<Activation> functions;
  int64_t edges, rows, units;

  float weight(int64_t edge, size_t k) const { return weights[edge * static_cast<int64_t>(functions.size()) + static_cast<int64_t>(k)]; }
  float share(int64_t edge) const {
    float sum = 0;
    for (size_t k = 0; k < functions.size(); k++) sum += weight(edge, k);
    return sum;
  }
};

/** y [rows, units] = the sum over edges of P s + g (F - P s), with F the weighed sum of the activations and P that of their weights. */
inline void mixedGates(const Mixed& m, float* y) {
  using namespace detail;
  forEach(gateParts(m.rows), [&](int64_t part) {
    for (int64_t r = part * GATE_ROWS; r < std::min(m.rows, (part + 1) * GATE_ROWS); r++)
      for (int64_t j = 0; j < m.units; j += LANES) {
        const int lanes = lanesLeft(j, m.units);
        Vector sum{};
        for (int64_t e = 0; e < m.edges; e++) {
          const int64_t row = e * m.rows + r;
          const Vector kept = splat(m.share(e)) * load(m.states + row * m.units + j, lanes);
          const Vector open = sigmoid(load(m.columns + 2 * row * m.units + j, lanes));
          const Vector u = load(m.columns + (2 * row + 1) * m.units + j, lanes);
          Vector mixed{};
          for (size_t k = 0; k < m.functions.size(); k++) mixed += splat(m.weight(e, k)) * activate(m.functions[k], u);
          sum += kept + open * (mixed - kept);
        }
        store(y + r * m.units + j, sum, lanes);
      }
  });
}

/** Its gradients; `dWeights` may be null. The parts' sums for the weights are put together in their order. */
inline void mixedGatesGradient(const float* dy, const Mixed& m, float* dStates, float* dColumns, float* dWeights) {
  using namespace detail;
  const size_t count = static_cast<size_t>(m.edges) * m.functions.size();
  const int64_t parts = gateParts(m.rows);
  std::vector<float> sums(dWeights == nullptr ? 0 : static_cast<size_t>(parts) * count);
  forEach(parts, [&](int64_t part) {
    std::vector<Vector> found(dWeights == nullptr ? 0 : count);
    for (int64_t r = part * GATE_ROWS; r < std::min(m.rows, (part + 1) * GATE_ROWS); r++)
      for (int64_t j = 0; j < m.units; j += LANES) {
        const int lanes = lanesLeft(j, m.units);
        const Vector flow = load(dy + r * m.units + j, lanes);
        for (int64_t e = 0; e < m.edges; e++) {
          const int64_t row = e * m.rows + r;
          const Vector state = load(m.states + row * m.units + j, lanes);
          const Vector open = sigmoid(load(m.columns + 2 * row * m.units + j, lanes));
          const Vector u = load(m.columns + (2 * row + 1) * m.units + j, lanes);
          const Vector shut = splat(1.0f) - open;
          const Vector share = splat(m.share(e));
          Vector mixed{}, slopes{};
          for (size_t k = 0; k < m.functions.size(); k++) {
            const Vector value = activate(m.functions[k], u), weight = splat(m.weight(e, k));
            mixed += weight * value;
            slopes += weight * slope(m.functions[k], value);
            // Beyond the last column the flow is 0.
            if (dWeights != nullptr)
              found[static_cast<size_t>(e) * m.functions.size() + k] += flow * (shut * state + open * value);
          }
          store(dStates + row * m.units + j, flow * share * shut, lanes);
          store(dColumns + 2 * row * m.units + j, flow * (mixed - share * state) * open * shut, lanes);
          store(dColumns + (2 * row + 1) * m.units + j, flow * open * slopes, lanes);
        }
      }
    for (size_t i = 0; i < found.size(); i++) {
      float sum = 0;
      for (int lane = 0; lane < LANES; lane++) sum += found[i][lane];
      sums[static_cast<size_t>(part) * count + i] = sum;
    }
  });
  for (size_t i = 0; dWeights != nullptr && i < count; i++) {
    float sum = 0;
    for (int64_t part = 0; part < parts; part++) sum += sums[static_cast<size_t>(part) * count + i];
    dWeights[i] = sum;
  }
}

/**
 * Of each row of logits [rows, classes] the loss of its label, the loss's gradient by the logits, and 1 where no other class scores higher, else 0. A
 * row is read from memory once and its gradient written once.
 */
inline void crossEntropy(const float* logits, const int32_t* labels, int64_t rows, int64_t classes, float* losses,
                         float* gradient, float* right) {
  using namespace detail;
  forEach(gateParts(rows), [&](int64_t part) {
    for (int64_t r = part * GATE_ROWS; r < std::min(rows, (part + 1) * GATE_ROWS); r++) {
      const float* const row = logits + r * classes;
      float* const to = gradient + r * classes;
      const int64_t whole = classes / LANES * LANES;
      Vector most = splat(row[0]);
      for (int64_t j = 0; j < whole; j += LANES) {
        const Vector x = load(row + j);
        most = select(x > most, x, most);
      }
      float top = most[0];
      for (int lane = 1; lane < LANES; lane++) top = std::max(top, static_cast<float>(most[lane]));
      for (int64_t j = whole; j < classes; j++) top = std::max(top, row[j]);
      Vector sums{};
      for (int64_t j = 0; j < whole; j += LANES) {
        const Vector e = exponential(load(row + j) - splat(top));
        store(to + j, e);
        sums += e;
      }
      float total = 0;
      for (int lane = 0; lane < LANES; lane++) total += sums[lane];
      for (int64_t j = whole; j < classes; j++) {
        to[j] = std::exp(row[j] - top);
        total += to[j];
      }
      const float scale = 1.0f / total;
      for (int64_t j = 0; j < whole; j += LANES) store(to + j, load(to + j) * splat(scale));
      for (int64_t j = whole; j < classes; j++) to[j] *= scale;
      const int64_t label = labels[r];
      // A label outside has no loss, as in TensorFlow on a GPU: it is no number.
      const bool isThere = label >= 0 && label < classes;
      if (isThere) to[label] -= 1.0f;
      losses[r] = isThere ? std::log(total) + top - row[label] : std::nanf("");
      right[r] = isThere && row[label] >= top ? 1.0f : 0.0f;
    }
  });
}

/** w - rate (factor g + decay w), element by element. */
inline void descent(const float* w, const float* g, float rate, float factor, float decay, int64_t size, float* to) {
  using namespace detail;
  constexpr int64_t PART = 1 << 16;
  forEach((size + PART - 1) / PART, [&](int64_t part) {
    for (int64_t i = part * PART; i < std::min(size, (part + 1) * PART); i += LANES) {
      const int lanes = lanesLeft(i, size);
      const Vector weight = load(w + i, lanes);
      const Vector step = splat(factor) * load(g + i, lanes) + splat(decay) * weight;
      store(to + i, weight - splat(rate) * step, lanes);
    }
  });
}

}  // namespace dartboard
