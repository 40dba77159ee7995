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
        self.costs_ms, self.ended_at_s, self.over = [], [], threading.Event()  # of each sample; seconds since 1970
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        while not self.over.wait(EVERY_S):
            start, total = time.thread_time_ns(), 0
            for i in range(20_000):
                total += i * i
            self.costs_ms.append((time.thread_time_ns() - start) / 1e6)
            self.ended_at_s.append(time.time())

    def close(self):
        self.over.set()
        self.thread.join()

    def said(self, late_at_s):
        """Of the whole run, and of the moments at which something was late. The best is the first hundredth: a single sample may be a slip of
        the clock."""
        if len(self.costs_ms) < 20:
            return "too few samples"
        parts = statistics.quantiles(self.costs_ms, n=100)
        slow = sum(cost > SLOW * parts[0] for cost in self.costs_ms)
        text = f"best {parts[0]:.2f}, median {parts[49]:.2f}, nine of ten under {parts[89]:.2f} ms; over {SLOW:.2f} of the best for {100 * slow / len(self.costs_ms):.0f} % of the time"
        beside = [max(cost for at, cost in zip(self.ended_at_s, self.costs_ms) if abs(at - late) < 2 * EVERY_S) for late in late_at_s
                  if any(abs(at - late) < 2 * EVERY_S for at in self.ended_at_s)]
        return text + (f"; beside {len(beside)} late ticks, median {statistics.median(beside):.2f} ms" if beside else "")
