#include "session.h"

#include <stdexcept>

namespace dartboard {
namespace {

using Buffer = std::unique_ptr<TF_Buffer, void (*)(TF_Buffer*)>;

Buffer bufferOf(const std::string& bytes) { return {TF_NewBufferFromString(bytes.data(), bytes.size()), TF_DeleteBuffer}; }

/** RunOptions with trace_level = FULL_TRACE. */
const std::string FULL_TRACE("\x08\x03", 2);

}  // namespace

Session::Session(const std::string& graph, const std::string& config) : graph_(TF_NewGraph(), TF_DeleteGraph) {
  const Status status;
  const Buffer definition = bufferOf(graph);
  TF_ImportGraphDefOptions* const importing = TF_NewImportGraphDefOptions();
  TF_GraphImportGraphDef(graph_.get(), definition.get(), importing, status.get());
  TF_DeleteImportGraphDefOptions(importing);
  status.check();
  TF_SessionOptions* const options = TF_NewSessionOptions();
  TF_SetConfig(options, config.data(), config.size(), status.get());
  if (status.ok()) session_ = TF_NewSession(graph_.get(), options, status.get());
  TF_DeleteSessionOptions(options);
  status.check();
}

Session::~Session() {
  const Status status;
  TF_CloseSession(session_, status.get());
  TF_DeleteSession(session_, status.get());
}

TF_Output Session::find(const std::string& value) const {
  const size_t colon = value.rfind(':');
  const std::string name = value.substr(0, colon);
  TF_Operation* const operation = TF_GraphOperationByName(graph_.get(), name.c_str());
  if (operation == nullptr) throw std::runtime_error("the graph has no node " + name);
  return {operation, colon == std::string::npos ? 0 : std::stoi(value.substr(colon + 1))};
}

std::vector<Tensor> Session::run(const std::vector<Feed>& feeds, const std::vector<std::string>& fetches,
                                 std::string* trace) const {
  std::vector<TF_Output> inputs, outputs;
  std::vector<TF_Tensor*> given, found(fetches.size(), nullptr);
  for (const Feed& feed : feeds) {
    inputs.push_back(find(feed.value));
    given.push_back(feed.tensor.get());
  }
  for (const std::string& fetch : fetches) outputs.push_back(find(fetch));
  const Status status;
  const Buffer options = bufferOf(FULL_TRACE), metadata(TF_NewBuffer(), TF_DeleteBuffer);
  TF_SessionRun(session_, trace == nullptr ? nullptr : options.get(), inputs.data(), given.data(),
                static_cast<int>(inputs.size()), outputs.data(), found.data(), static_cast<int>(outputs.size()),
                nullptr, 0, trace == nullptr ? nullptr : metadata.get(), status.get());
  status.check();
  if (trace != nullptr) trace->assign(static_cast<const char*>(metadata->data), metadata->length);
  std::vector<Tensor> results;
  for (TF_Tensor* tensor : found) results.emplace_back(tensor);
  return results;
}

std::vector<Device> Session::devices() const {
  const Status status;
  std::unique_ptr<TF_DeviceList, void (*)(TF_DeviceList*)> list(TF_SessionListDevices(session_, status.get()),
                                                                TF_DeleteDeviceList);
  status.check();
  std::vector<Device> found;
  for (int i = 0; i < TF_DeviceListCount(list.get()); i++) {
    const Status each;
    const char* const name = TF_DeviceListName(list.get(), i, each.get());
    const char* const type = TF_DeviceListType(list.get(), i, each.get());
    const int64_t memory = TF_DeviceListMemoryBytes(list.get(), i, each.get());
    each.check();
    found.push_back({name, type, memory});
  }
  return found;
}

}  // namespace dartboard
