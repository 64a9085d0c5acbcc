#include "kernel.h"

#include <functional>
#include <numeric>
#include <stdexcept>

namespace dartboard {

void Status::check() const {
  if (!ok()) throw std::runtime_error(message());
}

std::vector<int64_t> Attributes::integers(const char* name) const {
  const Status status;
  int32_t count = 0, total = 0;
  TF_OpKernelConstruction_GetAttrSize(construction_, name, &count, &total, status.get());
  status.check();
  std::vector<int64_t> values(static_cast<size_t>(count));
  TF_OpKernelConstruction_GetAttrInt64List(construction_, name, values.data(), count, status.get());
  status.check();
  return values;
}

float Attributes::number(const char* name) const {
  const Status status;
  float value = 0;
  TF_OpKernelConstruction_GetAttrFloat(construction_, name, &value, status.get());
  status.check();
  return value;
}

bool Attributes::flag(const char* name) const {
  const Status status;
  unsigned char value = 0;
  TF_OpKernelConstruction_GetAttrBool(construction_, name, &value, status.get());
  status.check();
  return value != 0;
}

Tensor Context::input(int index) const {
  const Status status;
  TF_Tensor* tensor = nullptr;
  TF_GetInput(context_, index, &tensor, status.get());
  status.check();
  return Tensor(tensor);
}

Tensor Context::output(int index, TF_DataType type, const std::vector<int64_t>& shape) const {
  const Status status;
  const int64_t count = std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<int64_t>());
  const size_t bytes = static_cast<size_t>(count) * TF_DataTypeSize(type);
  TF_Tensor* const tensor =
      TF_AllocateOutput(context_, index, type, shape.data(), static_cast<int>(shape.size()), bytes, status.get());
  status.check();
  return Tensor(tensor);
}

namespace detail {

namespace {
void fill(const Status& status, const std::exception& error) {
  const bool memory = dynamic_cast<const std::bad_alloc*>(&error) != nullptr;
  TF_SetStatus(status.get(), memory ? TF_RESOURCE_EXHAUSTED : TF_INTERNAL, error.what());
}
}  // namespace

void fail(TF_OpKernelContext* context, const std::exception& error) {
  const Status status;
  fill(status, error);
  TF_OpKernelContext_Failure(context, status.get());
}

void fail(TF_OpKernelConstruction* construction, const std::exception& error) {
  const Status status;
  fill(status, error);
  TF_OpKernelConstruction_Failure(construction, status.get());
}

}  // namespace detail

void define(const Definition& definition) {
  TF_OpDefinitionBuilder* const builder = TF_NewOpDefinitionBuilder(definition.name);
  TF_OpDefinitionBuilderAddAttr(builder, "T: {float, bfloat16}");
  for (const char* spec : definition.attributes) TF_OpDefinitionBuilderAddAttr(builder, spec);
  for (const char* spec : definition.inputs) TF_OpDefinitionBuilderAddInput(builder, spec);
  for (const char* spec : definition.outputs) TF_OpDefinitionBuilderAddOutput(builder, spec);
  // The engine knows every shape before it writes the graph; TensorFlow need not.
  TF_OpDefinitionBuilderSetShapeInferenceFunction(builder, [](TF_ShapeInferenceContext* context, TF_Status* status) {
    TF_ShapeInferenceContextSetUnknownShape(context, status);
  });
  const Status status;
  TF_RegisterOpDefinition(builder, status.get());
  status.check();
}

}  // namespace dartboard
