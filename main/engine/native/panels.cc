#include "panels.h"

#include "kernel.h"

namespace dartboard {
namespace {

constexpr const char* PANELS = "DartboardPanels";
constexpr const char* PRODUCT = "DartboardPanelProduct";

class Panels {
 public:
  explicit Panels(const Attributes& attributes) : turned_(attributes.flag("turned")) {}

  void run(const Context& context) const {
    const Tensor b = context.input(0);
    const auto shape = b.shape();
    const int64_t depth = shape[turned_ ? 1 : 0], columns = shape[turned_ ? 0 : 1];
    float* const to = context.output<float>(0, {panelsOf(columns), depth, PANEL_COLUMNS});
    packPanels(b.data<float>(), turned_, depth, columns, to);
  }

 private:
  bool turned_;
};

class PanelProduct {
 public:
  explicit PanelProduct(const Attributes& attributes) : columns_(attributes.integers("columns")[0]) {}

  void run(const Context& context) const {
    const Tensor a = context.input(0), panels = context.input(1);
    const auto shape = a.shape();
    float* const out = context.output<float>(0, {shape[0], columns_});
    multiplyPanels(a.data<float>(), panels.data<float>(), shape[0], shape[1], columns_, out);
  }

 private:
  int64_t columns_;
};

}  // namespace

void registerPanels() {
  define({PANELS, {"b: T"}, {"panels: T"}, {"turned: bool"}});
  implement<Panels>(PANELS, TF_FLOAT);
  define({PRODUCT, {"a: T", "panels: T"}, {"y: T"}, {"columns: list(int)"}});
  implement<PanelProduct>(PRODUCT, TF_FLOAT);
}

}  // namespace dartboard
