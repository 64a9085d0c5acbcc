/** The data room's door to native code, as a Node-API module; its JavaScript face is typed in ../native.ts. Memory is JavaScript's own. */
#include <node_api.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>

#include "jpeg.h"
#include "resample.h"

namespace dartboard {
namespace {

/** Elements of a typed array. */
template <typename T>
struct Elements {
  T* data = nullptr;
  size_t length = 0;
};

template <typename T>
bool elementsOf(napi_env env, napi_value value, napi_typedarray_type wanted, Elements<T>* elements) {
  bool isArray = false;
  if (napi_is_typedarray(env, value, &isArray) != napi_ok || !isArray) return false;
  napi_typedarray_type type;
  void* data = nullptr;
  if (napi_get_typedarray_info(env, value, &type, &elements->length, &data, nullptr, nullptr) != napi_ok) return false;
  elements->data = static_cast<T*>(data);
  return type == wanted;
}

bool bytesOf(napi_env env, napi_value value, Elements<uint8_t>* bytes) {
  return elementsOf(env, value, napi_uint8_array, bytes);
}

bool wholesOf(napi_env env, napi_value value, Elements<int32_t>* wholes) {
  return elementsOf(env, value, napi_int32_array, wholes);
}

napi_value refuse(napi_env env, const char* message) {
  napi_throw_range_error(env, nullptr, message);
  return nullptr;
}

napi_value errorOf(napi_env env, const std::string& message) {
  napi_value text;
  napi_value error;
  if (napi_create_string_utf8(env, message.data(), message.size(), &text) != napi_ok) return nullptr;
  return napi_create_error(env, nullptr, text, &error) == napi_ok ? error : nullptr;
}

/** What a decoding gives: nothing, null where another decoder has to see the file, or an error. */
napi_value resultOf(napi_env env, const std::string& reason) {
  napi_value result = nullptr;
  if (reason.empty()) napi_get_undefined(env, &result);
  else if (reason == MISSING_SCANS) napi_get_null(env, &result);
  else result = errorOf(env, reason);
  return result;
}

/** resample(source, target, first, count, weights, [stride, offset, outer, outerStep, step, inner]) */
napi_value resampleArrays(napi_env env, napi_callback_info info) {
  napi_value given[6];
  size_t argumentCount = std::size(given);
  if (napi_get_cb_info(env, info, &argumentCount, given, nullptr, nullptr) != napi_ok) return nullptr;
  Elements<uint8_t> source, target;
  Elements<int32_t> first, count, weights, shape;
  if (!bytesOf(env, given[0], &source) || !bytesOf(env, given[1], &target) || !wholesOf(env, given[2], &first) ||
      !wholesOf(env, given[3], &count) || !wholesOf(env, given[4], &weights) || !wholesOf(env, given[5], &shape) ||
      shape.length != 6 || first.length != count.length)
    return refuse(env, "internal: resample takes two arrays of bytes and four of whole numbers");
  const int32_t* numbers = shape.data;
  const Axis axis = {first.data,  count.data, weights.data, static_cast<int64_t>(first.length),
                     numbers[0], numbers[1], numbers[2],   numbers[3],
                     numbers[4], numbers[5]};
  if (!fits(axis, weights.length, source.length, target.length))
    return refuse(env, "internal: resample would leave its arrays");
  resample(source.data, target.data, axis);
  return nullptr;
}

/** readJpegHeader(file, Int32Array of 4): height, width, channels, orientation. Returns an error, or nothing. */
napi_value readHeader(napi_env env, napi_callback_info info) {
  napi_value given[2];
  size_t argumentCount = std::size(given);
  if (napi_get_cb_info(env, info, &argumentCount, given, nullptr, nullptr) != napi_ok) return nullptr;
  Elements<uint8_t> file;
  Elements<int32_t> found;
  if (!bytesOf(env, given[0], &file) || !wholesOf(env, given[1], &found) || found.length != 4)
    return refuse(env, "internal: readJpegHeader takes bytes and four whole numbers");
  JpegHeader header = {};
  const std::string reason = readJpegHeader({file.data, file.length}, &header);
  if (!reason.empty()) return errorOf(env, reason);
  const int numbers[] = {header.height, header.width, header.channels, header.orientation};
  std::copy(std::begin(numbers), std::end(numbers), found.data);
  return nullptr;
}

/** What decoding takes. */
struct Decoding {
  Bytes file;
  JpegWindow window;
  uint8_t* target;
};

/** (file, [channels, top, left, height, width], target) */
bool decodingOf(napi_env env, const napi_value* given, Decoding* decoding) {
  Elements<uint8_t> file, target;
  Elements<int32_t> window;
  if (!bytesOf(env, given[0], &file) || !wholesOf(env, given[1], &window) || !bytesOf(env, given[2], &target) ||
      window.length != 5)
    return false;
  const int32_t* numbers = window.data;
  *decoding = {{file.data, file.length},
               {numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]},
               target.data};
  const JpegWindow& wanted = decoding->window;
  const bool isChannels = wanted.channels == 1 || wanted.channels == 3;
  if (!isChannels || wanted.height < 1 || wanted.width < 1 || wanted.height > 65535 || wanted.width > 65535) return false;
  return static_cast<size_t>(wanted.height) * static_cast<size_t>(wanted.width) *
             static_cast<size_t>(wanted.channels) <=
         target.length;
}

constexpr char BAD_DECODING[] = "internal: decodeJpeg takes bytes, a window of the image, and room for it";

/** Decodes in this thread. */
napi_value decodeHere(napi_env env, napi_callback_info info) {
  napi_value given[3];
  size_t argumentCount = std::size(given);
  if (napi_get_cb_info(env, info, &argumentCount, given, nullptr, nullptr) != napi_ok) return nullptr;
  Decoding decoding;
  if (!decodingOf(env, given, &decoding)) return refuse(env, BAD_DECODING);
  return resultOf(env, decodeJpeg(decoding.file, decoding.window, decoding.target));
}

/** A decoding in another thread. It keeps its arrays alive; whoever reads or writes them meanwhile reads what nobody promised. */
struct Work {
  Decoding decoding;
  std::string reason;
  napi_async_work handle = nullptr;
  napi_deferred deferred = nullptr;
  napi_ref file = nullptr;
  napi_ref target = nullptr;
};

void execute(napi_env, void* data) {
  Work* const work = static_cast<Work*>(data);
  work->reason = decodeJpeg(work->decoding.file, work->decoding.window, work->decoding.target);
}

/** Calls may fail when the thread is being ended: then nobody waits. */
void complete(napi_env env, napi_status status, void* data) {
  const std::unique_ptr<Work> work(static_cast<Work*>(data));
  if (status == napi_cancelled) work->reason = "the thread ends";
  const napi_value result = resultOf(env, work->reason);
  if (result != nullptr) napi_resolve_deferred(env, work->deferred, result);
  napi_delete_reference(env, work->file);
  napi_delete_reference(env, work->target);
  napi_delete_async_work(env, work->handle);
}

/** Decodes in another thread. */
napi_value decodeAside(napi_env env, napi_callback_info info) {
  napi_value given[3];
  size_t argumentCount = std::size(given);
  if (napi_get_cb_info(env, info, &argumentCount, given, nullptr, nullptr) != napi_ok) return nullptr;
  auto work = std::make_unique<Work>();
  if (!decodingOf(env, given, &work->decoding)) return refuse(env, BAD_DECODING);
  napi_value promise;
  napi_value name;
  if (napi_create_string_utf8(env, "dartboard-decode", NAPI_AUTO_LENGTH, &name) != napi_ok ||
      napi_create_reference(env, given[0], 1, &work->file) != napi_ok ||
      napi_create_reference(env, given[2], 1, &work->target) != napi_ok ||
      napi_create_promise(env, &work->deferred, &promise) != napi_ok ||
      napi_create_async_work(env, nullptr, name, execute, complete, work.get(), &work->handle) != napi_ok ||
      napi_queue_async_work(env, work->handle) != napi_ok)
    return refuse(env, "internal: no work can be given to other threads");
  work.release();  // It is `complete` that ends it.
  return promise;
}

bool define(napi_env env, napi_value exports, const char* name, napi_callback callback) {
  napi_value function;
  return napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function) == napi_ok &&
         napi_set_named_property(env, exports, name, function) == napi_ok;
}

bool describe(napi_env env, napi_value exports) {
  napi_value library;
  const char* const name = jpegLibrary();
  const napi_status made =
      name == nullptr ? napi_get_null(env, &library) : napi_create_string_utf8(env, name, NAPI_AUTO_LENGTH, &library);
  return made == napi_ok && napi_set_named_property(env, exports, "jpegLibrary", library) == napi_ok;
}

}  // namespace

napi_value initialize(napi_env env, napi_value exports) {
  const bool isDone = describe(env, exports) && define(env, exports, "resample", resampleArrays) &&
                      define(env, exports, "readJpegHeader", readHeader) &&
                      define(env, exports, "decodeJpeg", decodeHere) &&
                      define(env, exports, "decodeJpegAside", decodeAside);
  if (!isDone) napi_throw_error(env, nullptr, "internal: the module cannot be made");
  return exports;
}

}  // namespace dartboard

NAPI_MODULE_INIT() { return dartboard::initialize(env, exports); }
