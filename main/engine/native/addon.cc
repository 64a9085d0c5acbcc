/** The engine's door to TensorFlow, as a Node-API module; its JavaScript face is typed in executors/tensorflow/native.ts. */
#include <napi.h>

#include <map>

#include "session.h"
#include "workers.h"

namespace dartboard {
namespace {

struct HostType {
  TF_DataType type;
  napi_typedarray_type array;
};

/** Element types that cross the border; the reduced ones stay inside the graph. */
const std::map<std::string, HostType> HOST_TYPES = {
    {"float32", {TF_FLOAT, napi_float32_array}},
    {"int32", {TF_INT32, napi_int32_array}},
    {"bool", {TF_BOOL, napi_uint8_array}},
};

std::string bytesOf(const Napi::Value& value) {
  const auto array = value.As<Napi::Uint8Array>();
  return {reinterpret_cast<const char*>(array.Data()), array.ByteLength()};
}

/** A copy of `{ value, dtype, shape, data }`. */
Feed feedOf(const Napi::Object& given) {
  const std::string dtype = given.Get("dtype").As<Napi::String>();
  const auto known = HOST_TYPES.find(dtype);
  const auto data = given.Get("data").As<Napi::TypedArray>();
  if (known == HOST_TYPES.end() || data.TypedArrayType() != known->second.array)
    throw Napi::TypeError::New(given.Env(), "a feed of type " + dtype + " with data of another type");
  std::vector<int64_t> shape;
  const auto dims = given.Get("shape").As<Napi::Array>();
  for (uint32_t i = 0; i < dims.Length(); i++) shape.push_back(dims.Get(i).As<Napi::Number>().Int64Value());
  TF_Tensor* const tensor =
      TF_AllocateTensor(known->second.type, shape.data(), static_cast<int>(shape.size()), data.ByteLength());
  Tensor owned(tensor);
  if (TF_TensorByteSize(tensor) != data.ByteLength() ||
      static_cast<size_t>(owned.size()) * TF_DataTypeSize(known->second.type) != data.ByteLength())
    throw Napi::TypeError::New(given.Env(), "a feed whose data does not fill its shape");
  std::memcpy(TF_TensorData(tensor), static_cast<const char*>(data.ArrayBuffer().Data()) + data.ByteOffset(),
              data.ByteLength());
  return {given.Get("value").As<Napi::String>(), std::move(owned)};
}

Napi::Value arrayOf(Napi::Env env, const Tensor& tensor) {
  const auto count = static_cast<size_t>(tensor.size());
  const auto fill = [&tensor](auto array) {
    std::memcpy(array.Data(), TF_TensorData(tensor.get()), array.ByteLength());
    return array;
  };
  switch (TF_TensorType(tensor.get())) {
    case TF_FLOAT: return fill(Napi::Float32Array::New(env, count));
    case TF_INT32: return fill(Napi::Int32Array::New(env, count));
    case TF_BOOL: return fill(Napi::Uint8Array::New(env, count));
    default: throw Napi::TypeError::New(env, "a fetched value of a type that does not leave the graph");
  }
}

/** Work on a thread of its own that settles a promise. */
class Work : public Napi::AsyncWorker {
 public:
  explicit Work(Napi::Env env) : AsyncWorker(env), deferred_(Napi::Promise::Deferred::New(env)) {}
  Napi::Promise promise() const { return deferred_.Promise(); }
  void OnError(const Napi::Error& error) override { deferred_.Reject(error.Value()); }

 protected:
  Napi::Promise::Deferred deferred_;
};

class RunWork : public Work {
 public:
  RunWork(Napi::Env env, std::shared_ptr<Session> session) : Work(env), session_(std::move(session)) {}

  std::vector<Feed> feeds;
  std::vector<std::string> fetches;
  bool traced = false;

  void Execute() override { results_ = session_->run(feeds, fetches, traced ? &trace_ : nullptr); }

  void OnOK() override {
    const Napi::Env env = Env();
    try {
      auto values = Napi::Array::New(env, results_.size());
      for (uint32_t i = 0; i < results_.size(); i++) values.Set(i, arrayOf(env, results_[i]));
      auto result = Napi::Object::New(env);
      result.Set("values", values);
      if (traced) result.Set("trace", Napi::Buffer<char>::Copy(env, trace_.data(), trace_.size()));
      deferred_.Resolve(result);
    } catch (const Napi::Error& error) {
      deferred_.Reject(error.Value());
    }
  }

 private:
  std::shared_ptr<Session> session_;
  std::vector<Tensor> results_;
  std::string trace_;
};

class SessionObject : public Napi::ObjectWrap<SessionObject> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "Session",
                       {InstanceMethod<&SessionObject::run>("run"), InstanceMethod<&SessionObject::close>("close")});
  }

  explicit SessionObject(const Napi::CallbackInfo& info) : ObjectWrap(info) {
    session_ = *info[0].As<Napi::External<std::shared_ptr<Session>>>().Data();
  }

 private:
  std::shared_ptr<Session> session(const Napi::Env& env) const {
    if (!session_) throw Napi::Error::New(env, "the session is closed");
    return session_;
  }

  /** run(feeds, fetches, traced): a promise of { values, trace? } */
  Napi::Value run(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    auto work = std::make_unique<RunWork>(env, session(env));
    const auto feeds = info[0].As<Napi::Array>(), fetches = info[1].As<Napi::Array>();
    for (uint32_t i = 0; i < feeds.Length(); i++) work->feeds.push_back(feedOf(feeds.Get(i).As<Napi::Object>()));
    for (uint32_t i = 0; i < fetches.Length(); i++) work->fetches.push_back(fetches.Get(i).As<Napi::String>());
    work->traced = info[2].ToBoolean();
    const auto promise = work->promise();
    work.release()->Queue();  // deletes itself when it is done
    return promise;
  }

  void close(const Napi::CallbackInfo&) { session_.reset(); }

  std::shared_ptr<Session> session_;
};

class OpenWork : public Work {
 public:
  OpenWork(Napi::Env env, Napi::Function constructor, std::string graph, std::string config)
      : Work(env), constructor_(Napi::Persistent(constructor)), graph_(std::move(graph)), config_(std::move(config)) {}

  void Execute() override { session_ = std::make_shared<Session>(graph_, config_); }

  void OnOK() override {
    const auto held = Napi::External<std::shared_ptr<Session>>::New(Env(), &session_);
    deferred_.Resolve(constructor_.New({held}));
  }

 private:
  Napi::FunctionReference constructor_;
  std::string graph_, config_;
  std::shared_ptr<Session> session_;
};

/** devices(config): what a session of that configuration runs on. */
Napi::Value devices(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  std::vector<Device> found;
  try {
    found = Session("", bytesOf(info[0])).devices();
  } catch (const std::exception& error) {
    throw Napi::Error::New(env, error.what());
  }
  auto list = Napi::Array::New(env, found.size());
  for (uint32_t i = 0; i < found.size(); i++) {
    auto device = Napi::Object::New(env);
    device.Set("name", found[i].name);
    device.Set("type", found[i].type);
    device.Set("memory", static_cast<double>(found[i].memory));
    list.Set(i, device);
  }
  return list;
}

Napi::Object start(Napi::Env env, Napi::Object exports) {
  try {
    registerSeparable();
    registerCombine();
    registerGates();
    registerPanels();
  } catch (const std::exception& error) {
    throw Napi::Error::New(env, error.what());
  }
  const Napi::Function constructor = SessionObject::define(env);
  // The constructor is not exported: a session comes from open() alone.
  const auto kept = std::make_shared<Napi::FunctionReference>(Napi::Persistent(constructor));
  exports.Set("version", TF_Version());
  exports.Set("setWorkers", Napi::Function::New(env, [](const Napi::CallbackInfo& info) {
                setWorkers(info[0].As<Napi::Number>().Int32Value());
              }));
  exports.Set("devices", Napi::Function::New(env, devices));
  exports.Set("open", Napi::Function::New(env, [kept](const Napi::CallbackInfo& info) -> Napi::Value {
                auto work = std::make_unique<OpenWork>(info.Env(), kept->Value(), bytesOf(info[0]), bytesOf(info[1]));
                const auto promise = work->promise();
                work.release()->Queue();
                return promise;
              }));
  return exports;
}

}  // namespace
}  // namespace dartboard

Napi::Object Init(Napi::Env env, Napi::Object exports) { return dartboard::start(env, exports); }

NODE_API_MODULE(dartboard, Init)
