#include "workers.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace dartboard {
namespace {

/**
 * How long a thread looks for work before it sleeps. Kernels follow each other in less, and to wake a sleeping core takes tens of microseconds, more on
 * virtual machines.
 */
constexpr auto PATIENCE = std::chrono::microseconds(200);

/** Whether something comes true before patience ends; meanwhile others have the core if they want it. */
template <typename Condition>
bool soon(const Condition& condition) {
  const auto end = std::chrono::steady_clock::now() + PATIENCE;
  do {
    for (int i = 0; i < 32; i++)
      if (condition()) return true;
    std::this_thread::yield();
  } while (std::chrono::steady_clock::now() < end);
  return false;
}

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

  int cores() const { return cores_; }

  void enter(const std::shared_ptr<Task>& task) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      running_++;
      if (task->count > 1) tasks_.push_back(task);
      calls_++;
    }
    wake_.notify_one();
  }

  void leave(const std::shared_ptr<Task>& task) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      running_--;
      calls_++;
      const auto at = std::find(tasks_.begin(), tasks_.end(), task);
      if (at != tasks_.end()) tasks_.erase(at);
    }
    wake_.notify_one();
  }

 private:
  bool hasFreeCore() const { return running_ + helping_ < cores_; }

  /** The oldest task with something to do, if a core is free for it. */
  std::shared_ptr<Task> chance() const {
    if (!hasFreeCore()) return nullptr;
    for (const auto& task : tasks_)
      if (task->waits()) return task;
    return nullptr;
  }

  void run() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      std::shared_ptr<Task> task;
      while ((task = chance()) == nullptr) {
        const int64_t seen = calls_;
        if (hasFreeCore()) {
          lock.unlock();
          soon([&] { return calls_ != seen; });
          lock.lock();
        }
        if (calls_ == seen) wake_.wait(lock);
      }
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
  std::atomic<int64_t> calls_{0};  // how often kernels came and went
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::shared_ptr<Task>> tasks_;
};

/** Parts that lie side by side: their owner takes the first, others the last. */
class Stretch {
 public:
  void set(int64_t begin, int64_t end) { ends_ = packed(begin, end); }
  bool first(int64_t* part) {
    return take([part](int64_t& begin, int64_t&) { *part = begin++; });
  }
  bool last(int64_t* part) {
    return take([part](int64_t&, int64_t& end) { *part = --end; });
  }

 private:
  static uint64_t packed(int64_t begin, int64_t end) {
    return static_cast<uint64_t>(begin) << 32 | static_cast<uint64_t>(end);
  }

  template <typename Take>
  bool take(const Take& take) {
    uint64_t seen = ends_;
    for (;;) {
      int64_t begin = static_cast<int64_t>(seen >> 32), end = static_cast<int64_t>(seen & 0xffffffff);
      if (begin >= end) return false;
      take(begin, end);
      if (ends_.compare_exchange_weak(seen, packed(begin, end))) return true;
    }
  }

  std::atomic<uint64_t> ends_{0};
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
  if (!soon([&task] { return task->done == task->count; })) {
    std::unique_lock<std::mutex> lock(task->mutex);
    task->finished.wait(lock, [&task] { return task->done == task->count; });
  }
  pool().leave(task);
  if (task->failure) std::rethrow_exception(task->failure);
}

void forEachNeighbour(int64_t count, const std::function<void(int64_t)>& work) {
  const int64_t lanes = std::min<int64_t>(pool().cores(), count);
  std::vector<Stretch> stretches(static_cast<size_t>(lanes));
  for (int64_t i = 0; i < lanes; i++) stretches[static_cast<size_t>(i)].set(count * i / lanes, count * (i + 1) / lanes);
  forEach(lanes, [&](int64_t lane) {
    int64_t part = 0;
    while (stretches[static_cast<size_t>(lane)].first(&part)) work(part);
    for (int64_t other = 1; other < lanes; other++)
      while (stretches[static_cast<size_t>((lane + other) % lanes)].last(&part)) work(part);
  });
}

}  // namespace dartboard
