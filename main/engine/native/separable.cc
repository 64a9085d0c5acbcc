#include "separable.h"

#include "kernel.h"

namespace dartboard {
namespace {

constexpr const char* OP = "DartboardSeparable";
constexpr const char* GRADIENT = "DartboardSeparableGrad";

/** What both kernels are told by their node; sizes of images come with the tensors. */
struct Settings {
  bool depthwise, relu, normalized;
  float epsilon;
  std::vector<int64_t> window, strides, padding, dilations, size;

  explicit Settings(const Attributes& attributes)
      : depthwise(attributes.flag("depthwise")),
        relu(attributes.flag("relu")),
        normalized(attributes.flag("normalized")),
        epsilon(attributes.number("epsilon")),
        window(attributes.integers("window")),
        strides(attributes.integers("strides")),
        padding(attributes.integers("padding")),
        dilations(attributes.integers("dilations")),
        size(attributes.integers("size")) {}

  int weights() const { return depthwise ? 2 : 1; }
  int vectors() const { return normalized ? 4 : 0; }

  Separable of(const std::vector<int64_t>& x) const {
    Separable s{};
    s.images = x[0], s.height = x[1], s.width = x[2], s.channels = x[3];
    s.outHeight = size[0], s.outWidth = size[1], s.outChannels = size[2];
    s.window = {window[0], window[1], strides[0], strides[1], dilations[0], dilations[1]};
    s.top = padding[0], s.left = padding[2];
    s.depthwise = depthwise, s.relu = relu, s.normalized = normalized, s.epsilon = epsilon;
    return s;
  }

  SeparableWeights weightsOf(const std::vector<Tensor>& given) const {
    const auto at = [&given](int i) { return given[static_cast<size_t>(i)].data<float>(); };
    SeparableWeights weights{};
    weights.depthwise = depthwise ? at(0) : nullptr;
    weights.pointwise = at(pointwiseAt());
    const int first = pointwiseAt() + 1;
    const auto vector = [&](int i) { return PerChannel{at(i), given[static_cast<size_t>(i)].size() == 1}; };
    if (normalized) weights.norm = {at(first), at(first + 1), vector(first + 2), vector(first + 3)};
    return weights;
  }

 private:
  int pointwiseAt() const { return depthwise ? 1 : 0; }
};

std::vector<Tensor> inputs(const Context& context, int first, int count) {
  std::vector<Tensor> found;
  for (int i = 0; i < count; i++) found.push_back(context.input(first + i));
  return found;
}

template <typename T>
class Forward {
 public:
  explicit Forward(const Attributes& attributes) : settings_(attributes) {}

  void run(const Context& context) const {
    const Tensor x = context.input(0);
    const auto given = inputs(context, 1, settings_.weights() + settings_.vectors());
    const Separable s = settings_.of(x.shape());
    T* const y = context.output<T>(0, {s.images, s.outHeight, s.outWidth, s.outChannels});
    separableForward(s, x.data<T>(), settings_.weightsOf(given), y, outputMoments(context, 1, s.outChannels));
  }

 private:
  Settings settings_;
};

template <typename T>
class Backward {
 public:
  explicit Backward(const Attributes& attributes)
      : settings_(attributes),
        scaled_(attributes.flag("scaled")),
        image_(attributes.flag("wants_image")),
        weights_(attributes.flag("wants_weights")) {}

  void run(const Context& context) const {
    const Tensor x = context.input(0);
    const int parameters = settings_.weights() + settings_.vectors();
    const auto given = inputs(context, 1, parameters);
    const Separable s = settings_.of(x.shape());
    int next = 1 + parameters;
    const Tensor dy = context.input(next++);
    const auto factor = inputs(context, next, scaled_ ? 1 : 0);
    next += scaled_ ? 1 : 0;
    const Tensor y = context.input(next);
    const auto statistics = inputs(context, next + 1, 3);
    const SeparableCotangent<T> cotangent{
        dy.data<T>(),
        scaled_ ? factor[0].data<float>() : nullptr,
        y.data<T>(),
        statistics[0].data<float>(),
        statistics[1].data<float>(),
        statistics[2].data<float>(),
    };
    SeparableGradient<T> gradient{};
    T* const dx = context.output<T>(0, image_ ? x.shape() : std::vector<int64_t>{0});
    gradient.dx = image_ ? dx : nullptr;
    std::vector<float*> outputs;
    for (int i = 0; i < parameters; i++) {
      const bool wanted = i < settings_.weights() ? weights_ : image_;
      const auto shape = wanted ? given[static_cast<size_t>(i)].shape() : std::vector<int64_t>{0};
      float* const made = context.output<float>(1 + i, shape);
      outputs.push_back(wanted ? made : nullptr);
    }
    size_t at = 0;
    if (settings_.depthwise) gradient.depthwise = outputs[at++];
    gradient.pointwise = outputs[at++];
    if (settings_.normalized) {
      gradient.mean = outputs[at++];
      gradient.variance = outputs[at++];
      gradient.scale = outputs[at++];
      gradient.offset = outputs[at++];
    }
    separableBackward(s, x.data<T>(), settings_.weightsOf(given), cotangent, gradient);
  }

 private:
  Settings settings_;
  bool scaled_, image_, weights_;
};

const std::vector<const char*> SETTINGS = {
    "W: int >= 1",         "M: int >= 0",          "depthwise: bool",      "relu: bool",      "normalized: bool",
    "epsilon: float",      "window: list(int)",    "strides: list(int)",   "padding: list(int)", "dilations: list(int)",
    "size: list(int)",
};

}  // namespace

void registerSeparable() {
  define({OP, {"x: T", "weights: W * float", "norm: M * float"}, {"y: T", "mean: float", "variance: float", "unbiased: float"}, SETTINGS});
  implementAll<Forward>(OP);
  auto attributes = SETTINGS;
  attributes.insert(attributes.end(), {"F: int >= 0", "scaled: bool", "wants_image: bool", "wants_weights: bool"});
  define({GRADIENT,
          {"x: T", "weights: W * float", "norm: M * float", "dy: T", "factor: F * float", "y: T", "mean: float",
           "d_mean: float", "d_variance: float"},
          {"dx: T", "d_weights: W * float", "d_norm: M * float"},
          attributes});
  implementAll<Backward>(GRADIENT);
}

}  // namespace dartboard
