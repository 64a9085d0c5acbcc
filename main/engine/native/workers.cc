#include "workers.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace dartboard {
namespace {

/** One call of `forEach`: parts are taken by whoever comes. */
struct Task {
  const std::function<void(int64_t)>* work;
  int64_t count;
  std::atomic<int64_t> next{0};
  std::atomic<int64_t> done{0};
  std::mutex mutex;
  std::condition_variable finished;
  std::exception_ptr failure;

  bool waits() const { return next < count; }

  /** Does one part, if one is left. */
  bool help() {
    const int64_t part = next++;
    if (part >= count) return false;
    try {
      (*work)(part);
    } catch (...) {
      std::lock_guard<std::mutex> lock(mutex);
      failure = std::current_exception();
    }
    if (++done == count) {
      std::lock_guard<std::mutex> lock(mutex);
      finished.notify_all();
    }
    return true;
  }
};

/**
 * Threads that help kernels while there are fewer of these than cores. Where many kernels run side by side nobody helps; where one is
 * left that all others wait for, everybody does.
 */
class Pool {
 public:
  void resize(int cores) {
    std::lock_guard<std::mutex> lock(mutex_);
    for (; threads_ + 1 < cores; threads_++) std::thread([this] { run(); }).detach();
    cores_ = cores;
  }

  void enter(const std::shared_ptr<Task>& task) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      running_++;
      if (task->count > 1) tasks_.push_back(task);
    }
    wake_.notify_one();
  }

  void leave(const std::shared_ptr<Task>& task) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      running_--;
      const auto at = std::find(tasks_.begin(), tasks_.end(), task);
      if (at != tasks_.end()) tasks_.erase(at);
    }
    wake_.notify_one();
  }

 private:
  /** The oldest task with something to do, if a core is free for it. */
  std::shared_ptr<Task> chance() const {
    if (running_ + helping_ >= cores_) return nullptr;
    for (const auto& task : tasks_)
      if (task->waits()) return task;
    return nullptr;
  }

  void run() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      std::shared_ptr<Task> task;
      wake_.wait(lock, [&] { return (task = chance()) != nullptr; });
      helping_++;
      lock.unlock();
      task->help();
      task.reset();
      lock.lock();
      helping_--;
    }
  }

  int cores_ = 1, threads_ = 0;
  int running_ = 0;  // kernels
  int helping_ = 0;  // threads of this pool at work
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::shared_ptr<Task>> tasks_;
};

/** Never destroyed: its threads wait on it until the process ends. */
Pool& pool() {
  static Pool* const made = new Pool;
  return *made;
}

}  // namespace

void setWorkers(int cores) { pool().resize(cores); }

void forEach(int64_t count, const std::function<void(int64_t)>& work) {
  const auto task = std::make_shared<Task>();
  task->work = &work;
  task->count = count;
  pool().enter(task);
  while (task->help()) {
  }
  {
    std::unique_lock<std::mutex> lock(task->mutex);
    task->finished.wait(lock, [&task] { return task->done == task->count; });
  }
  pool().leave(task);
  if (task->failure) std::rethrow_exception(task->failure);
}

}  // namespace dartboard
