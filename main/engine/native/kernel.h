/** A kernel as a class: what is needed of TensorFlow's C interface for kernels, and thin wrappers over it. */
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "tensorflow/c/c_api.h"

/**
 * TensorFlow's header for kernels draws in its stream executors, so what is used of it is declared here. The interface is a stable
 * one: it is what plug-in devices are built on (tensorflow/c/kernels.h and tensorflow/c/ops.h, TensorFlow 2.9 to 2.21).
 */
extern "C" {
struct TF_KernelBuilder;
struct TF_OpDefinitionBuilder;
struct TF_OpKernelConstruction;
struct TF_OpKernelContext;
struct TF_ShapeInferenceContext;

TF_KernelBuilder* TF_NewKernelBuilder(const char* op, const char* device, void* (*create)(TF_OpKernelConstruction*),
                                      void (*compute)(void*, TF_OpKernelContext*), void (*destroy)(void*));
void TF_KernelBuilder_TypeConstraint(TF_KernelBuilder*, const char* attribute, TF_DataType, TF_Status*);
void TF_RegisterKernelBuilder(const char* name, TF_KernelBuilder*, TF_Status*);
void TF_GetInput(TF_OpKernelContext*, int index, TF_Tensor**, TF_Status*);
TF_Tensor* TF_AllocateOutput(TF_OpKernelContext*, int index, TF_DataType, const int64_t* dims, int rank, size_t bytes,
                             TF_Status*);
void TF_OpKernelContext_Failure(TF_OpKernelContext*, TF_Status*);
void TF_OpKernelConstruction_Failure(TF_OpKernelConstruction*, TF_Status*);
void TF_OpKernelConstruction_GetAttrSize(TF_OpKernelConstruction*, const char* name, int32_t* list, int32_t* total,
                                         TF_Status*);
void TF_OpKernelConstruction_GetAttrInt64List(TF_OpKernelConstruction*, const char* name, int64_t*, int size,
                                              TF_Status*);
void TF_OpKernelConstruction_GetAttrFloat(TF_OpKernelConstruction*, const char* name, float*, TF_Status*);
void TF_OpKernelConstruction_GetAttrBool(TF_OpKernelConstruction*, const char* name, unsigned char*, TF_Status*);

TF_OpDefinitionBuilder* TF_NewOpDefinitionBuilder(const char* name);
void TF_OpDefinitionBuilderAddAttr(TF_OpDefinitionBuilder*, const char* spec);
void TF_OpDefinitionBuilderAddInput(TF_OpDefinitionBuilder*, const char* spec);
void TF_OpDefinitionBuilderAddOutput(TF_OpDefinitionBuilder*, const char* spec);
void TF_OpDefinitionBuilderSetShapeInferenceFunction(TF_OpDefinitionBuilder*,
                                                     void (*)(TF_ShapeInferenceContext*, TF_Status*));
void TF_ShapeInferenceContextSetUnknownShape(TF_ShapeInferenceContext*, TF_Status*);
void TF_RegisterOpDefinition(TF_OpDefinitionBuilder*, TF_Status*);
}

#include "statistics.h"

namespace dartboard {

/** What TensorFlow said, and whether it was a refusal. */
class Status {
 public:
  Status() : status_(TF_NewStatus(), TF_DeleteStatus) {}
  TF_Status* get() const { return status_.get(); }
  bool ok() const { return TF_GetCode(get()) == TF_OK; }
  std::string message() const { return TF_Message(get()); }
  /** @throws std::runtime_error with what it said */
  void check() const;

 private:
  std::unique_ptr<TF_Status, void (*)(TF_Status*)> status_;
};

/** A tensor that this side holds a reference to. */
class Tensor {
 public:
  explicit Tensor(TF_Tensor* tensor) : tensor_(tensor, TF_DeleteTensor) {}
  TF_Tensor* get() const { return tensor_.get(); }
  int64_t size() const { return TF_TensorElementCount(get()); }
  std::vector<int64_t> shape() const {
    std::vector<int64_t> dims;
    for (int i = 0; i < TF_NumDims(get()); i++) dims.push_back(TF_Dim(get(), i));
    return dims;
  }
  template <typename T>
  T* data() const {
    return static_cast<T*>(TF_TensorData(get()));
  }

 private:
  std::unique_ptr<TF_Tensor, void (*)(TF_Tensor*)> tensor_;
};

/** The element type's number, by the type that stands for it here. */
template <typename T>
constexpr TF_DataType TYPE = TF_FLOAT;
template <>
inline constexpr TF_DataType TYPE<Bfloat16> = TF_BFLOAT16;

/** The attributes of a node, read when its kernel is made. */
class Attributes {
 public:
  explicit Attributes(TF_OpKernelConstruction* construction) : construction_(construction) {}
  std::vector<int64_t> integers(const char* name) const;
  float number(const char* name) const;
  bool flag(const char* name) const;

 private:
  TF_OpKernelConstruction* construction_;
};

/** One run of a kernel. */
class Context {
 public:
  explicit Context(TF_OpKernelContext* context) : context_(context) {}
  Tensor input(int index) const;
  /** Allocates an output. */
  Tensor output(int index, TF_DataType type, const std::vector<int64_t>& shape) const;
  template <typename T>
  T* output(int index, const std::vector<int64_t>& shape) const {
    return output(index, TYPE<T>, shape).template data<T>();
  }

 private:
  TF_OpKernelContext* context_;
};

namespace detail {

void fail(TF_OpKernelContext*, const std::exception&);
void fail(TF_OpKernelConstruction*, const std::exception&);

template <typename Kernel>
void* create(TF_OpKernelConstruction* construction) {
  try {
    return new Kernel(Attributes(construction));
  } catch (const std::exception& error) {
    fail(construction, error);
    return nullptr;
  }
}

template <typename Kernel>
void compute(void* kernel, TF_OpKernelContext* context) {
  try {
    static_cast<const Kernel*>(kernel)->run(Context(context));
  } catch (const std::exception& error) {
    fail(context, error);
  }
}

template <typename Kernel>
void destroy(void* kernel) {
  delete static_cast<Kernel*>(kernel);
}

}  // namespace detail

/** Inputs, outputs and attributes of an op, in TensorFlow's notation. */
struct Definition {
  const char* name;
  std::vector<const char*> inputs, outputs, attributes;
};

/** Makes an op known; every op has the attribute `T`, the type of its images. @throws std::runtime_error */
void define(const Definition& definition);

/** Makes a kernel known: `Kernel(Attributes)` and `void run(Context) const`, which throw what they have to say. */
template <typename Kernel>
void implement(const char* op, TF_DataType type) {
  const Status status;
  TF_KernelBuilder* const builder = TF_NewKernelBuilder(op, "CPU", detail::create<Kernel>, detail::compute<Kernel>,
                                                        detail::destroy<Kernel>);
  TF_KernelBuilder_TypeConstraint(builder, "T", type, status.get());
  status.check();
  TF_RegisterKernelBuilder(op, builder, status.get());
  status.check();
}

/** `implement` for both types that images have. */
template <template <typename> class Kernel>
void implementAll(const char* op) {
  implement<Kernel<float>>(op, TF_FLOAT);
  implement<Kernel<Bfloat16>>(op, TF_BFLOAT16);
}

/** Three outputs for the statistics of so many channels, from `first` on. */
inline Moments outputMoments(const Context& context, int first, int64_t channels) {
  return {context.output<float>(first, {channels}), context.output<float>(first + 1, {channels}),
          context.output<float>(first + 2, {channels})};
}

/** Makes the ops of this folder known to TensorFlow, once a process. */
void registerSeparable();
void registerCombine();
void registerGates();
void registerPanels();

}  // namespace dartboard
