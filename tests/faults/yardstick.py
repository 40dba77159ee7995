"""How fast the machine is, from moment to moment: what a neighbour on the other half of a core takes is no steal in /proc/stat, but the same
work then costs up to twice the processor time."""
import statistics
import threading
import time

EVERY_S = 0.25
SLOW = 4 / 3  # of the best


class Yardstick:
    """Times a fixed piece of work, some two milliseconds, four times a second, in a thread of its own, from its making to `close`."""

    def __init__(self):
        self.costs_ms, self.times, self.over = [], [], threading.Event()  # of each sample; times are of time.monotonic
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        while not self.over.wait(EVERY_S):
            start, total = time.thread_time_ns(), 0
            for i in range(20_000):
                total += i * i
            self.times.append(time.monotonic())
            self.costs_ms.append((time.thread_time_ns() - start) / 1e6)

    def close(self):
        self.over.set()
        self.thread.join()

    def said(self):
        """The best is the first hundredth: a single sample may be a slip of the clock."""
        if len(self.costs_ms) < 20:
            return "too few samples"
        parts = statistics.quantiles(self.costs_ms, n=100)
        slow = sum(cost > SLOW * parts[0] for cost in self.costs_ms)
        return f"best {parts[0]:.2f}, median {parts[49]:.2f}, nine of ten under {parts[89]:.2f} ms; over {SLOW:.2f} of the best for {100 * slow / len(self.costs_ms):.0f} % of the time"
