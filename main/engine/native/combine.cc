#include "combine.h"

#include "kernel.h"

namespace dartboard {
namespace {

constexpr const char* SUM = "DartboardNormSum";
constexpr const char* SUM_GRADIENT = "DartboardNormSumGrad";
constexpr const char* STATISTICS = "DartboardChannelStatistics";
constexpr const char* STATISTICS_GRADIENT = "DartboardChannelStatisticsGrad";
constexpr const char* ADD = "DartboardAdd";

int64_t channelsOf(const Tensor& image) { return image.shape().back(); }
int64_t pixelsOf(const Tensor& image) { return image.size() / channelsOf(image); }

int vectorsOf(Kind kind) { return kind == Kind::plain ? 0 : kind == Kind::normalized ? 4 : 1; }

/** The terms of a sum as a node's inputs give them: all images, then all vectors. */
template <typename T>
struct Terms {
  std::vector<Tensor> held;
  std::vector<Term<T>> terms;
  std::vector<std::vector<int64_t>> shapes;  // of the vectors

  Terms(const Context& context, const std::vector<int64_t>& kinds, int first) {
    int vector = first + static_cast<int>(kinds.size());
    for (size_t i = 0; i < kinds.size(); i++) {
      Term<T> term{static_cast<Kind>(kinds[i]), nullptr, {}};
      held.push_back(context.input(first + static_cast<int>(i)));
      term.image = held.back().template data<T>();
      for (int v = 0; v < vectorsOf(term.kind); v++) {
        held.push_back(context.input(vector++));
        term.vectors[v] = {held.back().template data<float>(), held.back().size() == 1};
        shapes.push_back(held.back().shape());
      }
      terms.push_back(term);
    }
  }
};

template <typename T>
class Sum {
 public:
  explicit Sum(const Attributes& attributes)
      : kinds_(attributes.integers("kinds")), epsilon_(attributes.number("epsilon")) {}

  void run(const Context& context) const {
    const Terms<T> given(context, kinds_, 0);
    const Tensor& image = given.held[0];
    T* const y = context.output<T>(0, image.shape());
    normSum(given.terms, pixelsOf(image), channelsOf(image), epsilon_, y);
  }

 private:
  std::vector<int64_t> kinds_;
  float epsilon_;
};

template <typename T>
class SumGradient {
 public:
  explicit SumGradient(const Attributes& attributes)
      : kinds_(attributes.integers("kinds")), epsilon_(attributes.number("epsilon")) {}

  void run(const Context& context) const {
    const Tensor dy = context.input(0);
    const Terms<T> given(context, kinds_, 1);
    const int64_t channels = channelsOf(dy);
    int vectors = 0;
    for (const auto& term : given.terms) vectors += vectorsOf(term.kind);
    const ChannelSums sums = channelSums(given.terms, dy.data<T>(), pixelsOf(dy), channels);
    int next = 0, factor = vectors;
    for (size_t k = 0; k < given.terms.size(); k++) {
      const auto& term = given.terms[k];
      float* gradients[4] = {};
      for (int v = 0; v < vectorsOf(term.kind); v++, next++)
        gradients[v] = context.output<float>(next, given.shapes[static_cast<size_t>(next)]);
      float* const factors =
          term.kind == Kind::normalized ? context.output<float>(factor++, {channels}) : nullptr;
      termGradient(term, sums.plain, sums.centred[k], epsilon_, gradients, factors);
    }
  }

 private:
  std::vector<int64_t> kinds_;
  float epsilon_;
};

template <typename T>
class ChannelStatistics {
 public:
  explicit ChannelStatistics(const Attributes&) {}

  void run(const Context& context) const {
    const Tensor x = context.input(0);
    const int64_t channels = channelsOf(x);
    channelStatistics(x.data<T>(), pixelsOf(x), channels, outputMoments(context, 0, channels));
  }
};

template <typename T>
class ChannelStatisticsGradient {
 public:
  explicit ChannelStatisticsGradient(const Attributes& attributes)
      : flows_(attributes.flag("flows")), scaled_(attributes.flag("scaled")) {}

  void run(const Context& context) const {
    const Tensor x = context.input(0), mean = context.input(1);
    const Tensor dMean = context.input(2), dVariance = context.input(3);
    const Tensor dy = context.input(flows_ ? 4 : 0), factor = context.input(scaled_ ? 5 : 0);
    T* const dx = context.output<T>(0, x.shape());
    channelStatisticsGradient(flows_ ? dy.data<T>() : nullptr, scaled_ ? factor.data<float>() : nullptr, x.data<T>(),
                              mean.data<float>(), dMean.data<float>(), dVariance.data<float>(), pixelsOf(x),
                              channelsOf(x), dx);
  }

 private:
  bool flows_, scaled_;
};

template <typename T>
class Add {
 public:
  explicit Add(const Attributes& attributes) : count_(static_cast<int>(attributes.integers("count")[0])) {}

  void run(const Context& context) const {
    std::vector<Tensor> held;
    std::vector<const T*> images;
    for (int i = 0; i < count_; i++) {
      held.push_back(context.input(i));
      images.push_back(held.back().template data<T>());
    }
    addAll(images, held[0].size(), context.output<T>(0, held[0].shape()));
  }

 private:
  int count_;
};

}  // namespace

void registerCombine() {
  define({SUM, {"images: N * T", "vectors: V * float"}, {"y: T"},
          {"N: int >= 1", "V: int >= 0", "kinds: list(int)", "epsilon: float"}});
  implementAll<Sum>(SUM);
  define({SUM_GRADIENT,
          {"dy: T", "images: N * T", "vectors: V * float"},
          {"d_vectors: V * float", "factors: K * float"},
          {"N: int >= 1", "V: int >= 0", "K: int >= 0", "kinds: list(int)", "epsilon: float"}});
  implementAll<SumGradient>(SUM_GRADIENT);
  define({STATISTICS, {"x: T"}, {"mean: float", "variance: float", "unbiased: float"}, {}});
  implementAll<ChannelStatistics>(STATISTICS);
  define({STATISTICS_GRADIENT,
          {"x: T", "mean: float", "d_mean: float", "d_variance: float", "dy: D * T", "factor: F * float"},
          {"dx: T"},
          {"D: int >= 0", "F: int >= 0", "flows: bool", "scaled: bool"}});
  implementAll<ChannelStatisticsGradient>(STATISTICS_GRADIENT);
  define({ADD, {"images: N * T"}, {"y: T"}, {"N: int >= 1", "count: list(int)"}});
  implementAll<Add>(ADD);
}

}  // namespace dartboard
