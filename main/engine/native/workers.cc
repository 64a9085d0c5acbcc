#include "workers.h"

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

  void help() {
    for (int64_t i = next++; i < count; i = next++) {
      try {
        (*work)(i);
      } catch (...) {
        std::lock_guard<std::mutex> lock(mutex);
        failure = std::current_exception();
      }
      if (++done == count) {
        std::lock_guard<std::mutex> lock(mutex);
        finished.notify_all();
      }
    }
  }
};

class Pool {
 public:
  void resize(int count) {
    std::lock_guard<std::mutex> lock(mutex_);
    for (; size_ < count; size_++) std::thread([this] { run(); }).detach();
  }

  bool empty() const { return size_ <= 1; }

  void offer(const std::shared_ptr<Task>& task) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      tasks_.push_back(task);
    }
    wake_.notify_all();
  }

 private:
  void run() {
    for (;;) {
      std::shared_ptr<Task> task;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        wake_.wait(lock, [this] { return !tasks_.empty(); });
        task = tasks_.front();
        if (task->next >= task->count) {
          tasks_.pop_front();
          continue;
        }
      }
      task->help();
    }
  }

  int size_ = 1;
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

void setWorkers(int count) { pool().resize(count); }

void forEach(int64_t count, const std::function<void(int64_t)>& work) {
  if (count <= 1 || pool().empty()) {
    for (int64_t i = 0; i < count; i++) work(i);
    return;
  }
  const auto task = std::make_shared<Task>();
  task->work = &work;
  task->count = count;
  pool().offer(task);
  task->help();
  std::unique_lock<std::mutex> lock(task->mutex);
  task->finished.wait(lock, [&task] { return task->done == task->count; });
  if (task->failure) std::rethrow_exception(task->failure);
}

}  // namespace dartboard
