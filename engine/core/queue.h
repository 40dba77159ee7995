#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace compere::core {

// A bounded queue between threads. Who calls `try_push` decides what full means (repeat, drop, answer busy) and says so
// where it declares the queue; `push` blocks and is for offline work only. Its room is taken once, at its making. Any thread.
template <class T>
class Queue {
public:
    explicit Queue(std::size_t capacity) : items_(capacity) {}

    // False when full or closed; the value is then left untouched.
    bool try_push(T&& value) {
        {
            const std::scoped_lock lock{mutex_};
            if (closed_ || is_full()) return false;
            put(std::move(value));
        }
        changed_.notify_all();
        return true;
    }

    // Waits for room. False when the queue was closed meanwhile.
    bool push(T&& value) {
        {
            std::unique_lock lock{mutex_};
            changed_.wait(lock, [&] { return closed_ || !is_full(); });
            if (closed_) return false;
            put(std::move(value));
        }
        changed_.notify_all();
        return true;
    }

    // Waits for a value; nullopt once the queue is closed and drained.
    std::optional<T> pop() {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return closed_ || size_ > 0; });
        return take(lock);
    }

    template <class Duration>
    std::optional<T> pop_for(Duration timeout) {
        std::unique_lock lock{mutex_};
        changed_.wait_for(lock, timeout, [&] { return closed_ || size_ > 0; });
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
            for (std::optional<T>& item : items_) {
                item.reset();
            }
            size_ = 0;
        }
        changed_.notify_all();
    }

    bool is_drained() const {
        const std::scoped_lock lock{mutex_};
        return closed_ && size_ == 0;
    }

    std::size_t size() const {
        const std::scoped_lock lock{mutex_};
        return size_;
    }
    std::size_t capacity() const { return items_.size(); }

private:
    bool is_full() const { return size_ == items_.size(); }
    void put(T&& value) { items_[(first_ + size_++) % items_.size()] = std::move(value); }
    std::optional<T> take(std::unique_lock<std::mutex>& lock) {
        if (size_ == 0) return std::nullopt;
        std::optional<T> value = std::exchange(items_[first_], std::nullopt);
        first_ = (first_ + 1) % items_.size();
        --size_;
        lock.unlock();
        changed_.notify_all();
        return value;
    }

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::optional<T>> items_;  // a ring
    std::size_t first_ = 0, size_ = 0;
    bool closed_ = false;
};

}  // namespace compere::core
