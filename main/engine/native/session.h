/** A graph with its variables, run by TensorFlow through its C interface. */
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "kernel.h"

namespace dartboard {

/** A value and the place in the graph where it is fed. */
struct Feed {
  std::string value;
  Tensor tensor;
};

/** What executes. */
struct Device {
  std::string name, type;
  int64_t memory;
};

class Session {
 public:
  /**
   * @param graph a serialized GraphDef
   * @param config a serialized ConfigProto
   * @throws std::runtime_error
   */
  Session(const std::string& graph, const std::string& config);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /**
   * Runs what the fetched values need.
   * @param trace gets the serialized RunMetadata of a traced run; null: no trace
   * @throws std::runtime_error
   */
  std::vector<Tensor> run(const std::vector<Feed>& feeds, const std::vector<std::string>& fetches,
                          std::string* trace) const;

  std::vector<Device> devices() const;

 private:
  TF_Output find(const std::string& value) const;

  std::unique_ptr<TF_Graph, void (*)(TF_Graph*)> graph_;
  TF_Session* session_ = nullptr;
};

}  // namespace dartboard
