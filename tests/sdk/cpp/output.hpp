// What the driver writes, and what it counts of itself.

#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>

using Json = nlohmann::json;

/// Writes a line.
void write(const Json& line);

/// Answers a command.
void answer(std::uint64_t id, Json value);

/// Answers a command that failed.
void refuse(std::uint64_t id, Json error);

/// Threads and open files of the process, without those threads that the driver has started itself.
struct Remains {
  int threads;
  int files;
};
Remains remains();

/// Counts a thread of the driver as long as it lives.
class OwnThread {
 public:
  OwnThread();
  OwnThread(const OwnThread&) = delete;
  OwnThread& operator=(const OwnThread&) = delete;
  ~OwnThread();
};
