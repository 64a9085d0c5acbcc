#include "gates.h"

#include "kernel.h"

namespace dartboard {
namespace {

constexpr const char* GATES = "DartboardGates";
constexpr const char* GATES_GRADIENT = "DartboardGatesGrad";
constexpr const char* MIXED = "DartboardMixedGates";
constexpr const char* MIXED_GRADIENT = "DartboardMixedGatesGrad";
constexpr const char* CROSS_ENTROPY = "DartboardCrossEntropy";
constexpr const char* DESCENT = "DartboardDescent";

std::vector<Activation> functionsOf(const Attributes& attributes) {
  std::vector<Activation> functions;
  for (const int64_t one : attributes.integers("functions")) functions.push_back(static_cast<Activation>(one));
  return functions;
}

class Gates {
 public:
  explicit Gates(const Attributes& attributes) : functions_(functionsOf(attributes)) {}

  void run(const Context& context) const {
    const Tensor s = context.input(0), columns = context.input(1);
    const auto shape = s.shape();
    std::vector<float*> y;
    for (size_t i = 0; i < functions_.size(); i++) y.push_back(context.output<float>(static_cast<int>(i), shape));
    gates(s.data<float>(), columns.data<float>(), functions_, shape[0], shape[1], y);
  }

 private:
  std::vector<Activation> functions_;
};

class GatesGradient {
 public:
  explicit GatesGradient(const Attributes& attributes) : functions_(functionsOf(attributes)) {}

  void run(const Context& context) const {
    std::vector<Tensor> held;
    std::vector<const float*> dy;
    for (size_t i = 0; i < functions_.size(); i++) {
      held.push_back(context.input(static_cast<int>(i)));
      dy.push_back(held.back().data<float>());
    }
    const int next = static_cast<int>(functions_.size());
    const Tensor s = context.input(next), columns = context.input(next + 1);
    const auto shape = s.shape();
    float* const ds = context.output<float>(0, shape);
    float* const dColumns = context.output<float>(1, columns.shape());
    gatesGradient(dy, s.data<float>(), columns.data<float>(), functions_, shape[0], shape[1], ds, dColumns);
  }

 private:
  std::vector<Activation> functions_;
};

/** The operands of a mixed gate, from `first` on. */
struct MixedOperands {
  Tensor states, columns, weights;
  Mixed mixed;

  MixedOperands(const Context& context, const std::vector<Activation>& functions, int first)
      : states(context.input(first)), columns(context.input(first + 1)), weights(context.input(first + 2)) {
    const int64_t edges = weights.shape()[0];
    mixed = {states.data<float>(),  columns.data<float>(),      weights.data<float>(), functions, edges,
             states.shape()[0] / edges, states.shape()[1]};
  }
};

class MixedGates {
 public:
  explicit MixedGates(const Attributes& attributes) : functions_(functionsOf(attributes)) {}

  void run(const Context& context) const {
    const MixedOperands given(context, functions_, 0);
    mixedGates(given.mixed, context.output<float>(0, {given.mixed.rows, given.mixed.units}));
  }

 private:
  std::vector<Activation> functions_;
};

class MixedGatesGradient {
 public:
  explicit MixedGatesGradient(const Attributes& attributes)
      : functions_(functionsOf(attributes)), weighs_(attributes.flag("weighs")) {}

  void run(const Context& context) const {
    const Tensor dy = context.input(0);
    const MixedOperands given(context, functions_, 1);
    float* const dStates = context.output<float>(0, given.states.shape());
    float* const dColumns = context.output<float>(1, given.columns.shape());
    float* const dWeights = weighs_ ? context.output<float>(2, given.weights.shape()) : nullptr;
    mixedGatesGradient(dy.data<float>(), given.mixed, dStates, dColumns, dWeights);
  }

 private:
  std::vector<Activation> functions_;
  bool weighs_;
};

class CrossEntropy {
 public:
  explicit CrossEntropy(const Attributes&) {}

  void run(const Context& context) const {
    const Tensor logits = context.input(0), labels = context.input(1);
    const auto shape = logits.shape();
    float* const losses = context.output<float>(0, {shape[0]});
    float* const gradient = context.output<float>(1, shape);
    float* const right = context.output<float>(2, {shape[0]});
    crossEntropy(logits.data<float>(), labels.data<int32_t>(), shape[0], shape[1], losses, gradient, right);
  }
};

class Descent {
 public:
  explicit Descent(const Attributes& attributes) : decay_(attributes.number("decay")) {}

  void run(const Context& context) const {
    const Tensor w = context.input(0), g = context.input(1), rate = context.input(2), factor = context.input(3);
    float* const to = context.output<float>(0, w.shape());
    descent(w.data<float>(), g.data<float>(), rate.data<float>()[0], factor.data<float>()[0], decay_, w.size(), to);
  }

 private:
  float decay_;
};

}  // namespace

void registerGates() {
  const char* const functions = "functions: list(int)";
  define({GATES, {"s: T", "columns: T"}, {"y: N * T"}, {"N: int >= 1", functions}});
  implement<Gates>(GATES, TF_FLOAT);
  define({GATES_GRADIENT, {"dy: N * T", "s: T", "columns: T"}, {"ds: T", "d_columns: T"}, {"N: int >= 1", functions}});
  implement<GatesGradient>(GATES_GRADIENT, TF_FLOAT);
  define({MIXED, {"states: T", "columns: T", "weights: T"}, {"y: T"}, {functions}});
  implement<MixedGates>(MIXED, TF_FLOAT);
  define({MIXED_GRADIENT,
          {"dy: T", "states: T", "columns: T", "weights: T"},
          {"d_states: T", "d_columns: T", "d_weights: W * T"},
          {"W: int >= 0", functions, "weighs: bool"}});
  implement<MixedGatesGradient>(MIXED_GRADIENT, TF_FLOAT);
  define({CROSS_ENTROPY, {"logits: T", "labels: int32"}, {"losses: T", "gradient: T", "right: T"}, {}});
  implement<CrossEntropy>(CROSS_ENTROPY, TF_FLOAT);
  define({DESCENT, {"w: T", "g: T", "rate: T", "factor: T"}, {"y: T"}, {"decay: float"}});
  implement<Descent>(DESCENT, TF_FLOAT);
}

}  // namespace dartboard
