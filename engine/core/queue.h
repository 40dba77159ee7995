#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace compere::core {

// A bounded queue between threads. Who calls `try_push` decides what full means (repeat, drop, answer busy) and says so
// where it declares the queue; `push` blocks and is for offline work only. Any thread.
template <class T>
class Queue {
public:
    explicit Queue(std::size_t capacity) : capacity_{capacity} {}

    // False when full or closed; the value is then left untouched.
    bool try_push(T&& value) {
        {
            const std::scoped_lock lock{mutex_};
            if (closed_ || items_.size() >= capacity_) return false;
            items_.push_back(std::move(value));
        }
        changed_.notify_all();
        return true;
    }

    // Waits for room. False when the queue was closed meanwhile.
    bool push(T&& value) {
        {
            std::unique_lock lock{mutex_};
            changed_.wait(lock, [&] { return closed_ || items_.size() < capacity_; });
            if (closed_) return false;
            items_.push_back(std::move(value));
        }
        changed_.notify_all();
        return true;
    }

    // Waits for a value; nullopt once the queue is closed and drained.
    std::optional<T> pop() {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return closed_ || !items_.empty(); });
        return take(lock);
    }

    template <class Duration>
    std::optional<T> pop_for(Duration timeout) {
        std::unique_lock lock{mutex_};
        changed_.wait_for(lock, timeout, [&] { return closed_ || !items_.empty(); });
        return take(lock);
    }

    std::optional<T> try_pop() {
        std::unique_lock lock{mutex_};
        return take(lock);
    }

    // Producers are refused from now on; consumers drain what is left.
    void close() {
        {
            const std::scoped_lock lock{mutex_};
            closed_ = true;
        }
        changed_.notify_all();
    }

    void clear() {
        {
            const std::scoped_lock lock{mutex_};
            items_.clear();
        }
        changed_.notify_all();
    }

    bool is_drained() const {
        const std::scoped_lock lock{mutex_};
        return closed_ && items_.empty();
    }

    std::size_t size() const {
        const std::scoped_lock lock{mutex_};
        return items_.size();
    }
    std::size_t capacity() const { return capacity_; }

private:
    std::optional<T> take(std::unique_lock<std::mutex>& lock) {
        if (items_.empty()) return std::nullopt;
        std::optional<T> value{std::move(items_.front())};
        items_.pop_front();
        lock.unlock();
        changed_.notify_all();
        return value;
    }

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<T> items_;
    std::size_t capacity_;
    bool closed_ = false;
};

}  // namespace compere::core
