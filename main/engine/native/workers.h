/** The threads that share the work of one kernel. */
#pragma once

#include <cstdint>
#include <functional>

namespace dartboard {

/** How many cores there are for kernels. Set before the first kernel runs. */
void setWorkers(int cores);

/**
 * Calls `work(i)` for every i below `count`, with the help of other threads while cores are idle, and returns when all are done. Which thread
 * takes which part is left to chance: parts must write to places of their own, and be put together in their order.
 */
void forEach(int64_t count, const std::function<void(int64_t)>& work);

/**
 * `forEach` whose parts lie side by side in memory: a thread takes neighbours, one after the other, and when it has none left, from the far end of what
 * another has. So what comes next can be fetched while it works.
 */
void forEachNeighbour(int64_t count, const std::function<void(int64_t)>& work);

}  // namespace dartboard
