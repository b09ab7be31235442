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


def produce(queue, ready, go, count):
    ready.set()
    go.wait()
    for i in range(count):
        queue.put(i)


def queue_in(queue, count):
    ready, go = multiprocessing.Event(), multiprocessing.Event()
    producer = multiprocessing.Process(target=produce, args=(queue, ready, go, count))
    producer.start()
    ready.wait()
    begin = time.perf_counter()
    go.set()
    for _ in range(count):
        queue.get()
    rate = count / (time.perf_counter() - begin)
    producer.join()
    return rate


def consume(queue, ready, done, count):
    ready.set()
    for _ in range(count):
        queue.get()
    done.set()


def queue_out(count):
    queue, ready, done = multiprocessing.Queue(), multiprocessing.Event(), multiprocessing.Event()
    consumer = multiprocessing.Process(target=consume, args=(queue, ready, done, count))
    consumer.start()
    ready.wait()
    begin = time.perf_counter()
    for i in range(count):
        queue.put(i)
    done.wait()
    rate = count / (time.perf_counter() - begin)
    consumer.join()
    return rate


def answer(end):
    for each in iter(end.recv, None):
        end.send(each)


def pipe(count):
    here, there = multiprocessing.Pipe()
    other = multiprocessing.Process(target=answer, args=(there,))
    other.start()
    times = []
    for i in range(count):
        begin = time.perf_counter()
        here.send(i)
        here.recv()
        times.append(time.perf_counter() - begin)
    here.send(None)
    other.join()
    return statistics.median(times) * 1e6


def in_process(action, shared, count):
    queue = multiprocessing.SimpleQueue()
    process = multiprocessing.Process(target=action, args=(shared, count, queue))
    process.start()
    time_of_one = queue.get()
    process.join()
    return time_of_one


def lock(shared, count, queue):
    begin = time.perf_counter()
    for _ in range(count):
        shared.acquire()
        shared.release()
    queue.put((time.perf_counter() - begin) / count * 1e6)


def number(shared, count, queue):
    begin = time.perf_counter()
    for _ in range(count):
        with shared.get_lock():
            shared.value += 1
    queue.put((time.perf_counter() - begin) / count * 1e6)


def main():
    pool = multiprocessing.Pool(2)
    manager = multiprocessing.Manager()
    measures = {
        "apply": lambda n: latency(pool, n),
        "applyAsync": lambda n: rate(n, lambda: [r.get() for r in [pool.apply_async(inc, (i,)) for i in range(n)]]),
        "imap": lambda n: rate(n, lambda: sum(pool.imap(inc, range(n)))),
        "map": lambda n: rate(n, lambda: pool.map(inc, range(n))),
        "echo": lambda size: echo(pool, size),
        "start": lambda n: start(),
        "speedUp": lambda n: speed_up(pool, n),
        "queue": lambda n: queue_in(multiprocessing.Queue(), n),
        "queueOut": queue_out,
        "managerQueue": lambda n: queue_in(manager.Queue(), n),
        "pipe": pipe,
        "lock": lambda n: in_process(lock, multiprocessing.RLock(), n),
        "number": lambda n: in_process(number, multiprocessing.Value("q"), n),
    }
    for line in sys.stdin:
        name, argument = line.split()
        print(measures[name](int(argument)), flush=True)
    pool.terminate()
    manager.shutdown()


if __name__ == "__main__":
    main()
