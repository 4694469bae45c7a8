#include "output.hpp"

#include <atomic>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <mutex>

namespace {

std::mutex writing;
std::atomic<int> own_threads{0};

int entries(const char* folder) {
  const std::filesystem::directory_iterator all(folder);
  return static_cast<int>(std::distance(begin(all), end(all)));
}

}  // namespace

void write(const Json& line) {
  const std::lock_guard<std::mutex> lock(writing);
  std::cout << line.dump() << std::endl;
}

void answer(std::uint64_t id, Json value) { write({{"id", id}, {"ok", std::move(value)}}); }

void refuse(std::uint64_t id, Json error) { write({{"id", id}, {"error", std::move(error)}}); }

Remains remains() { return {entries("/proc/self/task") - own_threads, entries("/proc/self/fd")}; }

OwnThread::OwnThread() { ++own_threads; }

OwnThread::~OwnThread() { --own_threads; }
