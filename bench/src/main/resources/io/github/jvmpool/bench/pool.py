# CPython's side of the benchmark: reads "name argument" lines, answers each with one number.
import multiprocessing
import statistics
import sys
import time


def inc(x):
    return x + 1


def same(x):
    return x


def spin(n):
    total = 0
    for i in range(n):
        total += i * i
    return total


def latency(pool, count):
    times = []
    for i in range(count):
        begin = time.perf_counter()
        pool.apply(inc, (i,))
        times.append(time.perf_counter() - begin)
    return statistics.median(times) * 1e6


def rate(count, action):
    begin = time.perf_counter()
    action()
    return count / (time.perf_counter() - begin)


def start():
    begin = time.perf_counter()
    with multiprocessing.Pool(2) as pool:
        pool.apply(inc, (1,))
        return (time.perf_counter() - begin) * 1e3


def echo(pool, size):
    data = bytes(size)
    count = max(2, min(2000, (32 << 20) // size))
    return rate(count * size / 1e6, lambda: [pool.apply(same, (data,)) for _ in range(count)])


def speed_up(pool, n):
    begin = time.perf_counter()
    for _ in range(20):
        spin(n)
    serial = time.perf_counter() - begin
    begin = time.perf_counter()
    pool.map(spin, [n] * 20, 1)
    return serial / (time.perf_counter() - begin)


def main():
    pool = multiprocessing.Pool(2)
    measures = {
        "apply": lambda n: latency(pool, n),
        "applyAsync": lambda n: rate(n, lambda: [r.get() for r in [pool.apply_async(inc, (i,)) for i in range(n)]]),
        "imap": lambda n: rate(n, lambda: sum(pool.imap(inc, range(n)))),
        "map": lambda n: rate(n, lambda: pool.map(inc, range(n))),
        "echo": lambda size: echo(pool, size),
        "start": lambda n: start(),
        "speedUp": lambda n: speed_up(pool, n),
    }
    for line in sys.stdin:
        name, argument = line.split()
        print(measures[name](int(argument)), flush=True)
    pool.terminate()


if __name__ == "__main__":
    main()
